import { Control, type ControlOptions } from "./control";

/** A file that a person has chosen. */
export interface UploadedFile {
  /** Without a folder. */
  name: string;
  /** As the page says, such as "image/jpeg"; it may be wrong. */
  type: string;
  bytes: Uint8Array;
}

/**
 * A button to choose files with, whose bytes the page sends.
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
  return new Control<readonly UploadedFile[]>(
    {
      name: "FileUpload",
      options: { label, ...options },
      state: { accept, multiple, value: [] },
      fields: ["value", "error"],
      style: "Button",
      read: ({ value }) => (Array.isArray(value) && value.every(isFile) ? value.map(toFile) : undefined),
      write: (files) => ({
        value: files.map(({ name, type, bytes }) => ({ name, type, size: bytes.length, content: bytes })),
      }),
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
