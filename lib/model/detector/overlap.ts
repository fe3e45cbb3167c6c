import type { DetectedFace } from "./detected-face";

/** What two squares have in common, as a share of their union; how they are tilted does not count. */
export function overlap(one: Pick<DetectedFace, "center" | "size">, other: Pick<DetectedFace, "center" | "size">) {
  const common = (axis: "x" | "y") => {
    const end = Math.min(one.center[axis] + one.size / 2, other.center[axis] + other.size / 2);
    return Math.max(0, end - Math.max(one.center[axis] - one.size / 2, other.center[axis] - other.size / 2));
  };
  const both = common("x") * common("y");
  return both / (one.size ** 2 + other.size ** 2 - both);
}
