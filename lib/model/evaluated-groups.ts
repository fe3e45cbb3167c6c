import type { ComparedMetric, Evaluation, GroupEvaluation } from "./evaluate";
import type { FaceGroup } from "./groups";

/** A group of an evaluation, with the figures that tell it from the other faces. */
export interface EvaluatedGroup {
  kind: FaceGroup["kind"] | "all";
  name: string;
  evaluation: GroupEvaluation;
  /** In what it differs from all other faces by more than chance: where the interval of the difference does not hold zero. */
  differsIn: ComparedMetric[];
}

/** All faces of an evaluation, then each of its groups. */
export function evaluatedGroups({ all, byAge, byGender, byEthnicity, differences }: Evaluation): EvaluatedGroup[] {
  const differ = differences.filter(({ low, high }) => low > 0 || high < 0);
  const of = (kind: FaceGroup["kind"], groups: Record<string, GroupEvaluation>) =>
    Object.entries(groups).map(([name, evaluation]) => {
      const differsIn = differ.filter((one) => one.kind === kind && one.group === name).map(({ metric }) => metric);
      return { kind, name, evaluation, differsIn };
    });
  return [
    { kind: "all", name: "all", evaluation: all, differsIn: [] },
    ...of("age", byAge),
    ...of("gender", byGender),
    ...of("ethnicity", byEthnicity),
  ];
}
