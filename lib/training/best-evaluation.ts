import type { EvaluationReport } from "./history";

/** The evaluation with the lowest validation loss, the first of these; nothing where there is none. */
export function bestEvaluation(evaluations: readonly EvaluationReport[]): EvaluationReport | undefined {
  return evaluations.reduce<EvaluationReport | undefined>(
    (best, evaluation) => (best && best.metrics.loss <= evaluation.metrics.loss ? best : evaluation),
    undefined,
  );
}

/**
 * Whether training is to be stopped early (Prechelt 1998): the last so many evaluations were no better than one before.
 *
 * @param patience - how many evaluations without a lower validation loss are waited for
 */
export function hasStalled(evaluations: readonly EvaluationReport[], patience: number): boolean {
  const best = bestEvaluation(evaluations);
  return best !== undefined && evaluations.length - 1 - evaluations.indexOf(best) >= patience;
}
