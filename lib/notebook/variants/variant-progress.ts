import type { ExperimentProgress } from "../../training/experiment/train-variants";
import type { VariantRun } from "../../training/experiment/variant-runs";
import { embeddingProgress } from "../progress/embedding-progress";
import { progressBars } from "../progress/progress";
import { stepWording } from "../progress/progress-wording";

/**
 * Shows how far each variant of an experiment is, counted in steps of all its runs: what `trainVariants` takes as `progress`.
 *
 * @param runs - of the experiment
 * @example
 * const evaluations = await trainVariants({ ...experiment, progress: variantProgress });
 */
export function variantProgress(runs: readonly VariantRun[]): ExperimentProgress {
  const totals = new Map<string, number>();
  for (const { variant, plan } of runs) totals.set(variant, (totals.get(variant) ?? 0) + plan.steps);
  const bars = progressBars([...totals.keys()], stepWording);
  const showEmbedding = embeddingProgress(); // once for all runs
  const over = new Map<string, { done: number; before: number }>(); // of each variant the steps of the runs that are over
  return {
    ofRun: ({ variant, plan }) => {
      return (step, steps, before) => {
        const isOver = step === steps; // perhaps early, for lack of patience
        const earlier = over.get(variant) ?? { done: 0, before: 0 };
        const sum = { done: earlier.done + (isOver ? plan.steps : step), before: earlier.before + before };
        bars.update(variant, sum.done, totals.get(variant) ?? 0, sum.before);
        if (isOver) over.set(variant, sum);
      };
    },
    onEmbed(...embedding) {
      showEmbedding(...embedding);
      bars.skipTime();
    },
    end: () => bars.end(),
  };
}
