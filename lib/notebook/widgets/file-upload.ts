import { currentOutputs } from "../../display/display";
import { Control, type ControlOptions } from "./control";
import { pageModule } from "./page-widget";

/** A file that a person has chosen. */
export interface UploadedFile {
  /** Without a folder. */
  name: string;
  /** As the page says, such as "image/jpeg"; it may be wrong. */
  type: string;
  bytes: Uint8Array;
}

/** How many bytes the files of one upload have together at most. JupyterLab is started so that it lets twice as much through. */
const most = 100e6;

/**
 * A button to choose files with, and a place to drop them, whose bytes the page sends: of all files together 100 MB at most.
 *
 * @param options - `accept`: which files may be chosen, such as "image/*" or ".csv"; `multiple`: whether several may be
 * @example
 * const photos = fileUpload({ label: "Photos", accept: "image/*", multiple: true });
 * photos.onChange(async (files) => { for (const { bytes } of files) display(await readPhoto(bytes)); });
 */
export function fileUpload({
  accept = "",
  multiple = false,
  label = "Upload",
  ...options
}: ControlOptions & { accept?: string; multiple?: boolean } = {}): Control<readonly UploadedFile[]> {
  const page = pageModule("./lib/notebook/widgets/pages/file-upload.mjs");
  return new Control<readonly UploadedFile[]>(
    {
      package: page.package,
      name: "Any",
      options: { label, ...options },
      state: { ...page.state, accept, multiple, most, disabled: false },
      layout: {},
      read({ value }) {
        if (!Array.isArray(value) || !value.every(isFile) || (value.length > 1 && !multiple)) return undefined;
        const size = value.reduce((sum, { content }) => sum + content.length, 0);
        if (size <= most) return { value: value.map(toFile) };
        const message = `"${label}" takes ${most / 1e6} MB at most, and not ${Math.ceil(size / 1e6)} MB`;
        currentOutputs()?.fail(new RangeError(message));
        return undefined;
      },
      // Pages only tell how many there are: the bytes stay here.
      write: (files) => ({ value: files.map(({ name, type, bytes }) => ({ name, type, size: bytes.length })) }),
      describe: (files) => files.map(({ name }) => name).join(", ") || "no file",
    },
    [],
  );
}

interface PageFile {
  name: string;
  type: string;
  content: Uint8Array;
}

function isFile(value: unknown): value is PageFile {
  if (typeof value !== "object" || value === null) return false;
  const { name, type, content }: Partial<Record<keyof PageFile, unknown>> = value;
  return typeof name === "string" && typeof type === "string" && content instanceof Uint8Array;
}

/** A browser gives a name without a folder; who knows what else a page gives. */
function toFile({ name, type, content }: PageFile): UploadedFile {
  return { name: name.replace(/^.*[\\/]/s, ""), type, bytes: content };
}
