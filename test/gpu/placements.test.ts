import { expect, test } from "vitest";
import { placementsIn } from "./placements";

test("the executor's log tells where each operation ran", () => {
  const device = (name: string) => `device: /job:localhost/replica:0/task:0/device:${name}:0`;
  const log = [
    "I0000 00:00:1.1 7 reader.cc:83] Reading SavedModel from: /tmp/graph",
    `I0000 00:00:1.2 7 executor.cc:879] Process node: 0 step 1 {{node _SOURCE}} = NoOp[]() ${device("CPU")}`,
    `I0000 00:00:1.2 7 executor.cc:879] Process node: 4 step 1 {{node _arg_x_0_4}} = _Arg[T=DT_FLOAT, index=4, _device="/job:localhost/replica:0/task:0/device:CPU:0"]() ${device("CPU")}`,
    `I0000 00:00:1.3 8 executor.cc:879] Process node: 9 step 4 {{node Conv2D_7}} = Conv2D[T=DT_FLOAT](a, b) ${device("GPU")}`,
    `I0000 00:00:1.3 8 executor.cc:879] Process node: 9 step 5 {{node Conv2D_7}} = Conv2D[T=DT_FLOAT](a, b) ${device("GPU")}`,
    `I0000 00:00:1.4 9 executor.cc:879] Process node: 5 step 4 {{node Slice_2}} = Slice[T=DT_INT16, Index=DT_INT32](a, b, c) ${device("CPU")}`,
    `I0000 00:00:1.4 9 executor.cc:879] Process node: 6 step 4 {{node Pack_1}} = Pack[N=2, T=DT_INT32, axis=0](a, b) ${device("CPU")}`,
  ].join("\n");
  expect(placementsIn(log)).toEqual([
    { name: "Conv2D_7", op: "Conv2D", onlyIntegers: false, onProcessor: false },
    { name: "Slice_2", op: "Slice", onlyIntegers: false, onProcessor: true },
    { name: "Pack_1", op: "Pack", onlyIntegers: true, onProcessor: true },
  ]);
});
