import sharp from "sharp";
import { jupyterDisplay, type MimeBundle } from "../../display/display";
import type { Point } from "../../images/photo/photo-view";
import { textColor, wrongColor } from "../charts/chart-style";
import { textOutline, textWidth } from "../charts/lettering";
import { type AgeSoftmax, drawSoftmax } from "./softmax-drawing";

/** A square RGB picture with what is written under it. */
export interface GridPicture {
  /** uint8 values, imageSize x imageSize x 3: rows of pixels of red, green, blue. */
  pixels: Uint8Array;
  /** Broken into lines that fit under the picture. */
  caption?: string;
  /** Frames the picture in red, as a prediction that missed. */
  wrong?: boolean;
  /** Marked in the picture, each in shares of its side, from the left and from the top. */
  points?: readonly Point[];
  /** Drawn between the picture and its caption. */
  softmax?: AgeSoftmax;
}

interface Layout {
  /** Width and height of the pixels given. */
  imageSize: number;
  /** Pictures in a row; 6 where not given. */
  columns?: number;
  /** Width and height of a picture as drawn; 112 where not given. */
  drawnSize?: number;
  /** Keeps all colors, for pictures of which 256 would leave specks. */
  exact?: boolean;
}

const gap = 14;
const lettering = { size: 11 };
const lineHeight = 15;
const softmaxHeight = 28;

/**
 * Pictures in rows with captions under them, as one PNG, of 256 colors mostly, small enough to be saved in a notebook.
 *
 * @throws Error where there is no picture, or one whose pixels are not imageSize x imageSize x 3
 * @example
 * imageGrid([{ pixels, caption: "Predicted 46 M, actual 46 M" }], { imageSize: 64 });
 */
export function imageGrid(pictures: readonly GridPicture[], layout: Layout) {
  const { imageSize } = layout;
  if (pictures.length === 0) throw new Error("There is no picture for the grid.");
  for (const [index, { pixels }] of pictures.entries()) {
    if (pixels.length === imageSize * imageSize * 3) continue;
    throw new Error(`Picture ${index} has ${pixels.length} values instead of ${imageSize} x ${imageSize} x 3.`);
  }
  return {
    async [jupyterDisplay](): Promise<MimeBundle> {
      const captions = pictures.map(({ caption }) => caption).filter((caption) => caption !== undefined);
      return {
        "image/png": (await draw(pictures, layout)).toString("base64"),
        "text/plain": [`Pictures: ${pictures.length}`, ...captions].join("\n"),
      };
    },
  };
}

/** A picture in its place. */
interface Tile {
  picture: GridPicture;
  caption: string[];
  left: number;
  top: number;
  captionTop: number;
}

async function draw(
  pictures: readonly GridPicture[],
  { imageSize, columns = 6, drawnSize = 112, exact }: Layout,
): Promise<Buffer> {
  const captions = pictures.map(({ caption = "" }) => wrap(caption, drawnSize));
  const captionTop = drawnSize + (pictures.some(({ softmax }) => softmax) ? softmaxHeight + 6 : 0);
  const rowHeight = captionTop + lineHeight * Math.max(...captions.map((lines) => lines.length)) + gap;
  const tiles = pictures.map((picture, index) => {
    const top = gap + Math.floor(index / columns) * rowHeight;
    const left = gap + (index % columns) * (drawnSize + gap);
    return { picture, caption: captions[index] ?? [], left, top, captionTop: top + captionTop };
  });
  const width = gap + Math.min(columns, pictures.length) * (drawnSize + gap);
  const height = gap + Math.ceil(pictures.length / columns) * rowHeight;
  const drawings = tiles.map((tile) => {
    const { left, top, picture } = tile;
    const place = { left, top: top + drawnSize + 5, width: drawnSize, height: softmaxHeight };
    const softmax = picture.softmax ? drawSoftmax(picture.softmax, place) : "";
    return drawFrame(tile, drawnSize) + drawPoints(tile, drawnSize) + softmax + drawCaption(tile, drawnSize);
  });
  const overlay = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${drawings.join("")}</svg>`;
  const faces = await Promise.all(tiles.map((tile) => resize(tile, imageSize, drawnSize)));
  return sharp({ create: { width, height, channels: 3, background: "white" } })
    .composite([...faces, { input: Buffer.from(overlay) }])
    .png(exact ? {} : { palette: true, effort: 1 })
    .toBuffer();
}

async function resize({ picture, left, top }: Tile, imageSize: number, drawnSize: number) {
  const input = await sharp(picture.pixels, { raw: { width: imageSize, height: imageSize, channels: 3 } })
    .resize(drawnSize, drawnSize)
    .raw()
    .toBuffer();
  return { input, raw: { width: drawnSize, height: drawnSize, channels: 3 as const }, left, top };
}

function drawFrame({ picture, left, top }: Tile, drawnSize: number): string {
  if (!picture.wrong) return "";
  const [x, y, size] = [left - 2, top - 2, drawnSize + 4];
  return `<rect x="${x}" y="${y}" width="${size}" height="${size}" fill="none" stroke="${wrongColor}" stroke-width="4"/>`;
}

function drawPoints({ picture: { points = [] }, left, top }: Tile, drawnSize: number): string {
  const circles = points.map(
    ({ x, y }) => `<circle cx="${left + x * drawnSize}" cy="${top + y * drawnSize}" r="3.5"/>`,
  );
  return `<g fill="white" stroke="${textColor}" stroke-width="1.5">${circles.join("")}</g>`;
}

function drawCaption({ picture, caption, left, captionTop }: Tile, drawnSize: number): string {
  const outlines = caption.map((line, index) => {
    const x = left + (drawnSize - textWidth(line, lettering)) / 2;
    return textOutline(line, x, captionTop + (index + 1) * lineHeight, lettering);
  });
  return `<path fill="${picture.wrong ? wrongColor : textColor}" d="${outlines.join("")}"/>`;
}

/** Breaks a text into lines that fit the width: after commas, and elsewhere between words only where it must. */
function wrap(text: string, width: number): string[] {
  const phrases = joinUpTo(width, text.trim().split(/(?<=,)\s+/));
  return phrases.flatMap((phrase) => joinUpTo(width, phrase.split(/\s+/)));
}

/** Joins parts into lines no wider than given; a part that is wider by itself is a line. */
function joinUpTo(width: number, parts: readonly string[]): string[] {
  const lines: string[] = [];
  for (const part of parts.filter(Boolean)) {
    const longer = [...lines.slice(-1), part].join(" ");
    if (lines.length > 0 && textWidth(longer, lettering) <= width) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines;
}
