import { table } from "arquero";
import { afterEach, expect, test, vi } from "vitest";
import { jupyterDisplay } from "../../../lib/display/display";
import { chart } from "../../../lib/notebook/charts/chart";
import { genderColors, genderScale } from "../../../lib/notebook/charts/chart-style";

const faces = table({
  filename: ["00/1.jpg", "01/2.jpg", "02/3.jpg"],
  age: Int32Array.of(20, 30, 31),
  gender: ["male", "female", "male"],
});

afterEach(() => vi.restoreAllMocks());

test("a chart is Vega-Lite with its data inline, SVG and a sentence", async () => {
  const bundle = await chart({
    title: "Ages of the faces",
    data: { values: faces },
    mark: "bar",
    encoding: {
      x: { field: "age", type: "quantitative", title: "Age (years)" },
      y: { aggregate: "count" },
      color: { field: "gender", scale: genderScale },
    },
  })[jupyterDisplay]();
  expect(bundle["application/vnd.vegalite.v5+json"]).toMatchObject({
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    data: {
      values: [
        { age: 20, gender: "male" },
        { age: 30, gender: "female" },
        { age: 31, gender: "male" },
      ],
    },
    config: { background: "white" },
  });
  expect(bundle["image/svg+xml"]).toMatch(/^<svg.*Age \(years\).*Ages of the faces.*<\/svg>$/s);
  expect(bundle["image/svg+xml"]).toContain(genderColors.female);
  expect(bundle["text/plain"]).toBe("Ages of the faces");
});

test("the data keeps only the columns that the chart mentions, in expressions as well", async () => {
  const bundle = await chart({
    data: { values: faces },
    transform: [{ filter: "datum.age > 20" }],
    mark: "bar",
    encoding: { x: { aggregate: "count" } },
  })[jupyterDisplay]();
  expect(bundle["application/vnd.vegalite.v5+json"]).toMatchObject({
    data: { values: [{ age: 20 }, { age: 30 }, { age: 31 }] },
  });
});

test("tables in layers become rows too, and missing numbers stay missing", async () => {
  const spec = {
    layer: [
      {
        data: { values: table({ x: [1, 2], y: [Number.NaN, 4] }) },
        mark: "point" as const,
        encoding: { x: { field: "x" }, y: { field: "y" } },
      },
      { data: { values: [{ at: 3 }] }, mark: "rule" as const, encoding: { x: { field: "at" } } },
    ],
  };
  const bundle = await chart(spec)[jupyterDisplay]();
  expect(bundle["application/vnd.vegalite.v5+json"]).toMatchObject({
    layer: [
      {
        data: {
          values: [
            { x: 1, y: null },
            { x: 2, y: 4 },
          ],
        },
      },
      { data: { values: [{ at: 3 }] } },
    ],
  });
});

test("a specification's own config goes before the workbook's style", async () => {
  const bundle = await chart({
    data: { values: faces },
    mark: "bar",
    encoding: { x: { aggregate: "count" } },
    config: { background: "black" },
  })[jupyterDisplay]();
  expect(bundle["application/vnd.vegalite.v5+json"]).toMatchObject({
    config: { background: "black", title: { anchor: "start" } },
  });
  expect(bundle["image/svg+xml"]).toContain('fill="black"');
});

test("a misspelt column is named, with the columns there are", () => {
  expect(() => chart({ data: { values: faces }, mark: "bar", encoding: { x: { field: "aeg" } } })).toThrow(
    /"aeg".*filename, age, gender/,
  );
});

test("columns made by a transform are not taken for misspelt", () => {
  const spec = {
    data: { values: faces },
    transform: [{ calculate: "datum.age / 10", as: "decade" }],
    mark: "bar" as const,
    encoding: { x: { field: "decade" } },
  };
  expect(() => chart(spec)).not.toThrow();
});

test("a specification that is none is refused", () => {
  const notASpec = JSON.parse('{ "data": { "values": [{ "a": 1 }] }, "encoding": { "x": { "field": "a" } } }');
  expect(() => chart(notASpec)).toThrow(/Vega-Lite cannot make a chart of this specification: .*mark/);
});

test("what Vega-Lite doubts is said once", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  chart({
    data: { values: faces },
    mark: "bar",
    encoding: { x: { field: "age", type: "quantitative" }, shape: { field: "gender", type: "nominal" } },
  });
  expect(warn).toHaveBeenCalledOnce();
  expect(warn.mock.calls[0]?.[0]).toMatch(/^Vega-Lite: .*shape/);
});

test("an expression that fails while drawing is an error, not an empty picture", async () => {
  const broken = chart({
    data: { values: faces },
    transform: [{ calculate: "nothing(datum.age)", as: "b" }],
    mark: "bar",
    encoding: { x: { field: "b" } },
  });
  await expect(broken[jupyterDisplay]()).rejects.toThrow(/nothing/);
});
