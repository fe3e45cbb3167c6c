import { from } from "arquero";
import type { tf } from "../../engine/tensorflow";
import { stepTime } from "../../training/step/step-time";
import { button, column, label, outputArea, row, type Widget } from "../widgets";
import { type AnyControl, type ValuesOf, valuesOf } from "../widgets/interact";

/**
 * A button that measures how long a training step takes a network, with a table of all that was measured. It takes some seconds, in
 * which other controls wait for the end of the running step.
 *
 * @param controls - by whose values, as they are when the button is pressed, the network is built; the table names them
 * @param build - builds it; it is disposed of
 * @param options - `batchSize`: faces in a step
 * @example
 * stepTimer({ units }, ({ units }) => sharedCnn({ imageSize: 64, units }), { batchSize: 16 })
 */
export function stepTimer<Controls extends Readonly<Record<string, AnyControl>>>(
  controls: Controls,
  build: (values: ValuesOf<Controls>) => tf.LayersModel,
  { batchSize }: { batchSize: number },
): Widget {
  const start = button({ label: "Time a training step" });
  const state = label(`of ${batchSize} faces; this takes some seconds`);
  const place = outputArea();
  const rows: object[] = [];
  start.onPress(async () => {
    start.disabled = true;
    const values = valuesOf(controls);
    state.value = "measuring …";
    await new Promise((resolve) => setTimeout(resolve, 50)); // until that is on the page
    const model = build(values);
    try {
      const { firstStep, step } = await stepTime(model, { batchSize });
      rows.push({
        ...values,
        weights: model.countParams(),
        "a step (ms)": Math.round(1000 * step),
        "faces a second": Math.round(batchSize / step),
        "the first step (s)": Number(firstStep.toFixed(2)),
      });
    } finally {
      model.dispose();
      start.disabled = false;
      state.value = `of ${batchSize} faces; this takes some seconds`;
    }
    await place.show(from(rows));
  });
  return column([row([start, state]), place]);
}
