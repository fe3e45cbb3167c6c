import { currentOutputs } from "../../display/display";
import { type PageWidget, widget } from "./page-widget";
import { textPicture } from "./widget";

/** What {@link fileDownload} is told. */
export interface FileDownloadOptions {
  label: string;
  /** The file's name, as the browser suggests it. */
  name: string;
  /** Called when the button is pressed. */
  content: () => string | Uint8Array | Promise<string | Uint8Array>;
}

/**
 * A button that saves a file where the browser is, which may be another machine than the kernel's. What it holds is only made
 * when it is pressed.
 *
 * @example
 * fileDownload({ label: "Save predictions", name: "ages.csv", content: () => predictions.toCSV() });
 */
export function fileDownload({
  label,
  name,
  content,
}: FileDownloadOptions): PageWidget<{ label: string; name: string }> {
  const module = "./lib/notebook/widgets/pages/file-download.mjs";
  const button = widget({ module, state: { label, name }, picture: () => textPicture(`[${label}: ${name}]`) });
  button.onMessage(async ({ content: question }) => {
    const answer = (bytes: Uint8Array[]) => button.send(question, bytes);
    try {
      answer([Buffer.from(await content())]);
    } catch (error) {
      answer([]);
      currentOutputs()?.fail(error);
    }
  });
  return button;
}
