import { type Header, pack } from "tar-stream";

/** An entry of an archive, a file unless its header says otherwise. */
export interface TarItem extends Partial<Header> {
  name: string;
  content?: string | Uint8Array;
}

/** The bytes of a tar archive, which may be one that no honest program makes. */
export async function tarBytes(items: readonly TarItem[]): Promise<Buffer> {
  const archive = pack();
  for (const { content, ...header } of items) archive.entry(header, content ?? "");
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}
