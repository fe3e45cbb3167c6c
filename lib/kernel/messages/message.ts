/**
 * Jupyter's wire protocol: a message as ZeroMQ frames.
 *
 * Source: https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol
 */
import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

export type MessageHeader = {
  msg_id: string;
  msg_type: string;
  session: string;
  username: string;
  date: string;
  version: string;
};

export type JupyterMessage = {
  /** Who to answer on a router socket; the topic on iopub. */
  identities: (Buffer | string)[];
  header: MessageHeader;
  parentHeader: MessageHeader | Record<string, never>;
  metadata: Record<string, unknown>;
  content: Record<string, unknown>;
  /** Bytes beside the JSON, as widgets send them. */
  buffers: readonly Uint8Array[];
};

const delimiter = Buffer.from("<IDS|MSG>");

/** A new message of a session, in answer to the parent where there is one. */
export function createMessage(
  type: string,
  content: Record<string, unknown>,
  session: string,
  parent?: JupyterMessage,
): JupyterMessage {
  const date = new Date().toISOString();
  const username = parent?.header.username ?? "";
  return {
    identities: [],
    header: { msg_id: randomUUID(), msg_type: type, session, username, date, version: "5.3" },
    parentHeader: parent?.header ?? {},
    metadata: {},
    content,
    buffers: [],
  };
}

/** The frames of a message, signed with the connection's key; an empty key means unsigned. */
export function encodeMessage(message: JupyterMessage, key: string): (Buffer | string)[] {
  const { identities, header, parentHeader, metadata, content, buffers } = message;
  const parts = [header, parentHeader, metadata, content].map((part) => JSON.stringify(part));
  // ZeroMQ sends later, from the memory that it is given: the caller may go on with its own.
  return [...identities, delimiter, sign(parts, key), ...parts, ...buffers.map((bytes) => Buffer.from(bytes))];
}

/**
 * The message that came as these frames.
 *
 * @returns undefined where they are not one of the protocol, signed with the key
 */
export function decodeMessage(frames: readonly Buffer[], key: string): JupyterMessage | undefined {
  const at = frames.findIndex((frame) => frame.equals(delimiter));
  const [signature, ...rest] = frames.slice(at + 1);
  const [parts, buffers] = [rest.slice(0, 4), rest.slice(4)];
  if (at < 0 || signature === undefined || parts.length < 4) return undefined;
  const expected = Buffer.from(sign(parts, key));
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return undefined;
  try {
    const [header, parentHeader, metadata, content] = parts.map((part) => JSON.parse(part.toString()));
    if (typeof header.msg_type !== "string" || typeof content !== "object" || content === null) return undefined;
    return { identities: frames.slice(0, at), header, parentHeader, metadata, content, buffers };
  } catch {
    return undefined;
  }
}

function sign(parts: readonly (Buffer | string)[], key: string): string {
  if (key === "") return "";
  const hash = createHmac("sha256", key);
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}
