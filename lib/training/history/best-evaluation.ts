import type { AgeWeight } from "../step/loss-parameters";
import type { EvaluationReport } from "./report";

/**
 * The evaluation with the lowest validation loss, the first of these; nothing where there is none.
 *
 * @param ageWeight - the share of the age's loss, as in training. Default 0.5, as where it is learned
 */
export function bestEvaluation(
  evaluations: readonly EvaluationReport[],
  ageWeight: AgeWeight = 0.5,
): EvaluationReport | undefined {
  const isMean = ageWeight === 0.5 || ageWeight === "learned";
  const lossOf = ({ loss, age_loss, gender_loss }: EvaluationReport) =>
    isMean ? loss : ageWeight * age_loss + (1 - ageWeight) * gender_loss;
  return evaluations.reduce<EvaluationReport | undefined>(
    (best, evaluation) => (best && lossOf(best) <= lossOf(evaluation) ? best : evaluation),
    undefined,
  );
}

/**
 * Whether training is to be stopped early (Prechelt 1998): the last so many evaluations were no better than one before.
 *
 * @param patience - how many evaluations without a lower validation loss are waited for; without it, it never is
 * @param ageWeight - see `bestEvaluation`
 */
export function hasStalled(
  evaluations: readonly EvaluationReport[],
  patience: number | undefined,
  ageWeight: AgeWeight = 0.5,
): boolean {
  const best = bestEvaluation(evaluations, ageWeight);
  if (best === undefined || patience === undefined) return false;
  return evaluations.length - 1 - evaluations.indexOf(best) >= patience;
}
