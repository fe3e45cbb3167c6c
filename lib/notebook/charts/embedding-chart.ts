import sharp from "sharp";
import type { FaceSplit } from "../../images/face-split";
import { type Chart, chart } from "./chart";
import { genderScale, panelTitle } from "./chart-style";

/** The side of the pictures that hovering shows, in pixels, and their quality: there are hundreds in the notebook. */
const picture = { size: 40, quality: 50 };

/**
 * Faces as dots in a plane, twice: colored by their age, and by their gender. Hovering over a dot shows its face, without a kernel
 * too.
 *
 * @param places - where the split's first faces lie, as `inTwoDimensions` returns them
 * @param split - whose pictures go into the chart: half a kilobyte a face
 * @example
 * await embeddingChart(inTwoDimensions(features, { seed: 1 }), store.val)
 */
export async function embeddingChart(places: readonly [x: number, y: number][], split: FaceSplit): Promise<Chart> {
  const { imageSize, ages, genders } = split;
  const images = await split.readImages(Array.from(places.keys()));
  const bytes = imageSize ** 2 * 3;
  const values = await Promise.all(
    places.map(async ([x, y], row) => ({
      x: Number(x.toFixed(2)),
      y: Number(y.toFixed(2)),
      age: ages[row],
      gender: genders[row] === 1 ? "male" : "female",
      image: await webpUrl(images.subarray(row * bytes, (row + 1) * bytes), imageSize),
    })),
  );
  const side = (field: "x" | "y") => ({
    field,
    type: "quantitative" as const,
    axis: null,
    scale: { zero: false, nice: false, padding: 8 },
  });
  const panel = (title: string, color: object) => ({
    title: panelTitle(title),
    width: 290,
    height: 290,
    mark: { type: "circle" as const, size: 45, opacity: 0.85 },
    encoding: {
      x: side("x"),
      y: side("y"),
      color,
      tooltip: ["image", "age", "gender"].map((field) => ({ field, type: "nominal" as const })),
    },
  });
  const legend = { orient: "bottom" as const, title: null };
  return chart({
    title: {
      text: "Faces by what the trunk says of them",
      subtitle: `${places.length} validation faces; near each other are those whose features are alike. Hover to see a face.`,
    },
    data: { values },
    resolve: { scale: { color: "independent" } },
    hconcat: [
      panel("by age (years)", {
        field: "age",
        type: "quantitative",
        scale: { scheme: "viridis" },
        legend: { ...legend, gradientLength: 200 },
      }),
      panel("by gender", { field: "gender", type: "nominal", scale: genderScale, legend }),
    ],
    spacing: 28,
  });
}

async function webpUrl(pixels: Uint8Array, imageSize: number): Promise<string> {
  const { size, quality } = picture;
  const webp = await sharp(pixels, { raw: { width: imageSize, height: imageSize, channels: 3 } })
    .resize(size, size)
    .webp({ quality })
    .toBuffer();
  return `data:image/webp;base64,${webp.toString("base64")}`;
}
