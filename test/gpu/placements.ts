/** An operation that ran, and whether on the processor. */
export interface Placement {
  op: string;
  name: string;
  /** Whether it works on nothing but int32s, which TensorFlow leaves to the processor: shapes, seeds. */
  onlyIntegers: boolean;
  onProcessor: boolean;
}

/** What TensorFlow's executor has to log each operation with its device. */
export const LOG_PLACEMENTS = { TF_CPP_MIN_LOG_LEVEL: "0", TF_CPP_VMODULE: "executor=1" };

/** What moves data to and from a run, and constants: they are where they are needed. */
const CARRIERS = new Set([
  "_Arg",
  "_Retval",
  "_Recv",
  "_HostRecv",
  "_Send",
  "_HostSend",
  "NoOp",
  "Const",
  "VarHandleOp",
]);

/**
 * The operations in a log written with `LOG_PLACEMENTS`, each once. A line of it:
 * `… Process node: 110 step 4 {{node Conv2D_7}} = Conv2D[T=DT_FLOAT, …](…) device: /job:localhost/replica:0/task:0/device:GPU:0`
 */
export function placementsIn(log: string): Placement[] {
  const lines = log.matchAll(/Process node: .*\{\{node (\S+)\}\} = (\w+)(.*) device: \S*\/device:(\w+):\d+$/gm);
  const placements = Array.from(lines, ([, name = "", op = "", description = "", device]) => ({
    name,
    op,
    onlyIntegers: Array.from(description.matchAll(/=(DT_\w+)/g), ([, type]) => type).every(
      (type) => type === "DT_INT32",
    ),
    onProcessor: device === "CPU",
  }));
  const known = new Map(
    placements.filter(({ op }) => !CARRIERS.has(op)).map((placement) => [placement.name, placement]),
  );
  return [...known.values()];
}
