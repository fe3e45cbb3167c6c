import { expect, test } from "vitest";
import { jpegGraph } from "../../../lib/engine/jpeg/jpeg-graph";

test("JPEGs are decoded on the processor, also where there is a GPU", () => {
  const { graph } = jpegGraph({ size: 8, ratio: 1, resize: "area", cropped: false });
  const devices = Buffer.concat(graph.message().pieces).toString("latin1").split("/device:CPU:0").length - 1;
  expect(devices).toBe(graph.nodes.length);
});
