import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { table } from "arquero";
import sharp from "sharp";
import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { mimeBundle } from "../../../lib/display/display";
import { ageBrush } from "../../../lib/notebook/charts/age-brush";

let folder: string;
const ages = [3, 3, 4, 4, 30, 31, 50, 51];
const faces = table({
  filename: ages.map((_, row) => `${row}.png`),
  age: ages,
  gender: ages.map((_, row) => row % 2),
  split: ages.map((age) => (age < 31 ? "train" : "val")),
  face_score: ages.map((age) => (age === 50 ? Number.POSITIVE_INFINITY : 2.5)),
});

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "age-brush-"));
  const picture = await sharp({ create: { width: 20, height: 20, channels: 3, background: "tan" } })
    .png()
    .toBuffer();
  for (const [row] of ages.entries()) await writeFile(path.join(folder, `${row}.png`), row === 0 ? "" : picture);
});
afterAll(() => rm(folder, { recursive: true }));

test("who is between two ages is told, and shown, by the chart alone", async () => {
  const warn = vi.spyOn(console, "warn");
  const { "application/vnd.vegalite.v5+json": shown, "image/svg+xml": svg } = await mimeBundle(
    await ageBrush(faces, folder),
  );
  expect(warn).not.toHaveBeenCalled();
  expect(svg).toContain("8 faces, of 3 to 51 years");

  const specification: TopLevelSpec = JSON.parse(JSON.stringify(shown));
  const view = new vega.View(vega.parse(compile(specification).spec), { renderer: "none" });
  const between = async (from: number, to: number) => {
    const drawn = await view.signal("from_age", from).signal("to_age", to).toSVG();
    const texts = Array.from(drawn.matchAll(/>([^<>]+)<\/text>/g), ([, text]) => text);
    return {
      told: texts.find((text) => / faces?, of /.test(text ?? "")),
      captions: texts.filter((text) => / [MF]$/.test(text ?? "")),
    };
  };
  // Of five years two have their pictures; one cannot be read.
  expect(await between(0, 100)).toEqual({
    told: "8 faces, of 3 to 51 years",
    captions: ["3 M", "4 F", "30 F", "31 M", "50 F", "51 M"],
  });
  expect(await between(30, 50)).toEqual({ told: "3 faces, of 30 to 50 years", captions: ["30 F", "31 M", "50 F"] });
  expect(await between(4, 4)).toEqual({ told: "2 faces, of 4 to 4 years", captions: ["4 F"] });
  expect(await between(60, 70)).toEqual({ told: undefined, captions: [] });
  view.finalize();
});
