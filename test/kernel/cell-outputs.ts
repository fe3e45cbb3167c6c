import type { JupyterMessage } from "../../lib/kernel/messages/message";

/** An output as a notebook file keeps it, with updates applied and text of one stream joined. */
export type Output =
  | { output_type: "stream"; name: string; text: string }
  | { output_type: "display_data" | "execute_result"; data: Record<string, unknown>; displayId?: string }
  | { output_type: "error"; ename: string; evalue: string; traceback: string[] };

/** The outputs of a cell from the messages that the kernel published in answer to it. */
export function outputsOf(messages: JupyterMessage[]): Output[] {
  const outputs: Output[] = [];
  for (const { header, content } of messages) {
    const { data, name, text } = content;
    const displayId = Reflect.get(Object(content.transient), "display_id");
    const last = outputs.at(-1);
    if (header.msg_type === "stream" && last?.output_type === "stream" && last.name === name) last.text += text;
    else if (header.msg_type === "stream")
      outputs.push({ output_type: "stream", name: String(name), text: String(text) });
    else if (header.msg_type === "error") {
      const traceback = Array.isArray(content.traceback) ? content.traceback.map(String) : [];
      outputs.push({ output_type: "error", ename: String(content.ename), evalue: String(content.evalue), traceback });
    } else if (header.msg_type === "display_data" || header.msg_type === "execute_result") {
      outputs.push({ output_type: header.msg_type, data: Object(data), displayId });
    } else if (header.msg_type === "update_display_data") {
      for (const output of outputs)
        if ("displayId" in output && output.displayId === displayId) output.data = Object(data);
    }
  }
  return outputs;
}
