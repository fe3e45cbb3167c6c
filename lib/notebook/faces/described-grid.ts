import sharp from "sharp";
import { asDisplayable, type Displayable, jupyterDisplay } from "../../display/display";
import { escapeHtml } from "../../display/escape-html";
import { type GridPicture, imageGrid } from "./image-grid";

/**
 * Pictures in rows, as `imageGrid` draws them, with a text for those who do not see them: screen readers read it, and it stands where
 * no pictures are shown. As WebP, it takes a third of the room in a notebook.
 *
 * @param layout - see `imageGrid`
 * @param text - what is to be seen
 * @throws as `imageGrid`
 */
export async function describedGrid(
  pictures: readonly GridPicture[],
  layout: Parameters<typeof imageGrid>[1],
  text: string,
): Promise<Displayable> {
  const { "image/png": png } = await imageGrid(pictures, layout)[jupyterDisplay]();
  const webp = await sharp(Buffer.from(String(png), "base64"))
    .webp({ quality: 80 })
    .toBuffer();
  const source = `data:image/webp;base64,${webp.toString("base64")}`;
  return asDisplayable({ "text/html": `<img src="${source}" alt="${escapeHtml(text)}">`, "text/plain": text });
}
