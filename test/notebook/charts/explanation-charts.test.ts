import { expect, test } from "vitest";
import { jupyterDisplay } from "../../../lib/display/display";
import { embeddingChart } from "../../../lib/notebook/charts/embedding-chart";
import { forgettingChart } from "../../../lib/notebook/charts/forgetting-chart";
import { removalChart } from "../../../lib/notebook/charts/removal-chart";
import { fakeSplit } from "../../model/fake-split";

async function drawn(chart: { [jupyterDisplay](): Promise<Record<string, unknown>> }) {
  const bundle = await chart[jupyterDisplay]();
  return { spec: Object(bundle["application/vnd.vegalite.v5+json"]), svg: String(bundle["image/svg+xml"]) };
}

test("a dot a face in both panels, with its picture to hover over, in less than a kilobyte each", async () => {
  const split = fakeSplit({ count: 30, imageSize: 64 });
  const places = Array.from({ length: 20 }, (_, face): [number, number] => [face / 3, -face]);
  const { spec, svg } = await drawn(await embeddingChart(places, split));
  expect(spec.data.values).toHaveLength(20);
  expect(spec.data.values[3]).toMatchObject({ x: 1, y: -3, age: split.ages[3], gender: "male" });
  expect(spec.data.values[3].image).toMatch(/^data:image\/webp;base64,/);
  for (const panel of spec.hconcat) expect(panel.encoding.tooltip[0].field).toBe("image"); // which the page shows as a picture
  expect(JSON.stringify(spec.data.values).length).toBeLessThan(20 * 1000);
  expect(svg.match(/opacity="0\.85"/g)?.length).toBeGreaterThanOrEqual(40); // and those of the legends
});

test("each layer that is forgotten is a line, the methods one below the other", async () => {
  const row = (layer: string, head: "age" | "gender", value: number) => {
    return { layer, layers: 1, head, correlation: { value, interval: [value - 0.3, value + 0.1] as [number, number] } };
  };
  const { spec, svg } = await drawn(
    forgettingChart({
      "Grad-CAM": [row("output", "age", 0.5), row("conv_1", "age", -0.1), row("conv_1", "gender", 0)],
      occlusion: [row("conv_1", "age", 0.2)],
    }),
  );
  expect(spec.data.values.map(({ step }: { step: string }) => step)).toEqual([
    "Grad-CAM: output",
    "Grad-CAM: conv_1",
    "Grad-CAM: conv_1",
    "occlusion: conv_1",
  ]);
  const labels = Array.from(svg.matchAll(/>([^<>]+)<\/text>/g), ([, label]) => label);
  expect(labels.filter((label) => label?.includes(": "))).toEqual([
    "Grad-CAM: output",
    "Grad-CAM: conv_1",
    "occlusion: conv_1",
  ]);
  expect(labels.filter((label) => label === "age" || label === "gender")).toHaveLength(2); // the legend's: heads are no steps
  expect(svg).toContain("−0.4"); // as low as the lowest interval
});

test("each answer has a panel for what is removed and one for what is put back, in its own unit", async () => {
  const moved = Array.from({ length: 11 }, (_, place) => place / 20);
  const curves = (["age", "gender"] as const).flatMap((head) =>
    (["deletion", "insertion"] as const).map((removal) => {
      return { map: "middle", head, removal, moved, areas: Float64Array.of(0.25, 0.25) };
    }),
  );
  const { spec, svg } = await drawn(removalChart(curves));
  const panels = spec.vconcat.flatMap(({ hconcat }: { hconcat: object[] }) => hconcat);
  expect(panels.map(({ title }: { title: { text: string } }) => title.text)).toEqual([
    "age: removed, highest first",
    "age: put back, highest first",
    "gender: removed, highest first",
    "gender: put back, highest first",
  ]);
  expect(panels[0].data.values.at(-1)).toMatchObject({ map: "middle", share: 1, moved: 0.5 });
  expect(panels[3].data.values.at(-1)).toMatchObject({ map: "middle", share: 1, moved: 50 });
  expect(svg).toContain("points from the answer");
});
