import type { TrainOptions } from "../../training/train-options";
import { progressBar } from "./progress";

/** A bar for each split whose faces are embedded: what `train` takes as `onEmbed`. */
export function embeddingProgress(): NonNullable<TrainOptions["onEmbed"]> {
  const bars = new Map<string, ReturnType<typeof progressBar>>();
  return (split, ...progress) => {
    const bar = bars.get(split) ?? progressBar(`Embedding ${split}`);
    bars.set(split, bar);
    bar(...progress);
  };
}
