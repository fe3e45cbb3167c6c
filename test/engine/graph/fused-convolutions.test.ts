import { expect, test } from "vitest";
import { fusedConvolutions } from "../../../lib/engine/graph/fused-convolutions";
import { DataType, GraphDefinition, type Output, type } from "../../../lib/engine/graph/graph-definition";

const T = { T: type(DataType.float32) };

/** A graph of one convolution with a bias, and what is added to it. */
function fused(op: string, add: (graph: GraphDefinition, biased: Output, plain: Output) => void) {
  const graph = new GraphDefinition();
  const image = graph.placeholder(DataType.float32, [-1, 8, 8, 3], "image");
  const [kernel, bias] = [graph.float(1), graph.float(2)];
  const plain = graph.add(op, [image, kernel], { ...T, padding: { kind: "string", value: "SAME" } }, "plain");
  add(graph, graph.add("BiasAdd", [plain, bias], T, "biased"), plain);
  return fusedConvolutions(graph.nodes).filter(({ op }) => op !== "Const" && op !== "Placeholder");
}

test("a convolution, its bias and a ReLU are one operation, under the last one's name, with all that the first says", () => {
  const [node, ...others] = fused("Conv2D", (graph, biased) => graph.add("Relu", [biased], T, "activated"));
  expect(others).toEqual([]);
  expect(node).toMatchObject({ name: "activated", op: "_FusedConv2D" });
  expect(node?.inputs).toHaveLength(3);
  expect(node?.inputs[0]).toBe("image:0");
  expect(node?.attributes.padding).toEqual({ kind: "string", value: "SAME" });
  expect(node?.attributes.fused_ops).toEqual({ kind: "strings", value: ["BiasAdd", "Relu"] });
});

test("the minimum with 6 makes it a ReLU6, with another number not", () => {
  const minimumWith = (limit: number) =>
    fused("DepthwiseConv2dNative", (graph, biased) => {
      graph.add("Minimum", [graph.float(limit), graph.add("Relu", [biased], T, "activated")], T, "limited");
    }).map(({ name, op, attributes: { fused_ops } }) => ({ name, op, fused_ops }));
  const fusedOps = (...value: string[]) => ({ kind: "strings", value: ["BiasAdd", ...value] });
  expect(minimumWith(6)).toEqual([{ name: "limited", op: "FusedDepthwiseConv2dNative", fused_ops: fusedOps("Relu6") }]);
  expect(minimumWith(5)).toEqual([
    { name: "activated", op: "FusedDepthwiseConv2dNative", fused_ops: fusedOps("Relu") },
    { name: "limited", op: "Minimum", fused_ops: undefined },
  ]);
});

test("what something else takes as well stays", () => {
  const names = (add: Parameters<typeof fused>[1]) => fused("Conv2D", add).map(({ name }) => name);
  expect(
    names((graph, biased) => {
      graph.add("Relu", [biased], T, "activated");
      graph.add("Neg", [biased], T, "other");
    }),
  ).toEqual(["biased", "activated", "other"]);
  expect(names((graph, _, plain) => graph.add("Neg", [plain], T, "other"))).toEqual(["plain", "biased", "other"]);
  expect(names(() => {})).toEqual(["biased"]);
});
