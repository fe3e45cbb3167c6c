import type { EvaluationReport } from "./report";

/**
 * The evaluation with the lowest validation loss, the first of these; nothing where there is none.
 *
 * @param ageWeight - the share of the age's loss, as in training. Default 0.5
 */
export function bestEvaluation(
  evaluations: readonly EvaluationReport[],
  ageWeight = 0.5,
): EvaluationReport | undefined {
  const loss = ({ loss, age_loss, gender_loss }: EvaluationReport) =>
    ageWeight === 0.5 ? loss : ageWeight * age_loss + (1 - ageWeight) * gender_loss;
  return evaluations.reduce<EvaluationReport | undefined>(
    (best, evaluation) => (best && loss(best) <= loss(evaluation) ? best : evaluation),
    undefined,
  );
}

/**
 * Whether training is to be stopped early (Prechelt 1998): the last so many evaluations were no better than one before.
 *
 * @param patience - how many evaluations without a lower validation loss are waited for
 * @param ageWeight - see `bestEvaluation`
 */
export function hasStalled(evaluations: readonly EvaluationReport[], patience: number, ageWeight = 0.5): boolean {
  const best = bestEvaluation(evaluations, ageWeight);
  return best !== undefined && evaluations.length - 1 - evaluations.indexOf(best) >= patience;
}
