import { fetchFile } from "../fetch-file";

/** In the place of the library's, which reads from the disk. */
export async function readGraphFile(folder: string, name: string): Promise<ArrayBuffer> {
  return (await fetchFile(`${folder}/${name}`)).arrayBuffer();
}
