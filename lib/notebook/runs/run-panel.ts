import { type ColumnTable, escape as fromRow } from "arquero";
import { asDisplayable } from "../../display/display";
import type { FaceSplit } from "../../images/face-split";
import { predictWithRun } from "../../training/results/predict-with-run";
import type { RunCurves } from "../../training/results/read-runs";
import { runParameters } from "../../training/results/run-parameters";
import { faceGrid } from "../faces/face-grid";
import { column, outcome, tabs, type Widget } from "../widgets";
import { metricChart } from "./metric-chart";
import { runAnswers } from "./run-answers";
import { runChoice } from "./run-choice";
import { runsChart } from "./runs-chart";

const facesShown = 12;
const answersShown = 4; // under each face

/**
 * A table of runs to choose from, and below it the curves of the chosen ones, the difference that their parameters make, and what the
 * first four of them say of some faces, each with the network that it kept.
 *
 * @param runs - as `readRuns` returns them
 * @param options - `curves`: of these runs, as `readCurves` returns them; `faces`: of whom the first are shown; `chosen`, `baseline`:
 *   see `runChoice`
 * @example
 * runPanel(runs, { curves, faces: store.val, chosen: [baseline, best], baseline })
 */
export function runPanel(
  runs: ColumnTable,
  {
    curves,
    faces,
    chosen,
    baseline,
  }: { curves: RunCurves; faces: FaceSplit; chosen: readonly string[]; baseline?: string },
): Widget {
  const choice = runChoice(runs, chosen, baseline);
  const numberOf = (run: string) => choice.names.indexOf(run) + 1;
  const among = (chosen: readonly string[]) =>
    runs.filter(fromRow(({ run }: { run: string }) => chosen.includes(run))).reify();
  const predictions = new Map<string, Promise<ColumnTable>>();
  const predictionsOf = (run: string) => {
    const known = predictions.get(run) ?? predictWithRun(run, faces);
    predictions.set(run, known);
    return known;
  };
  return column([
    choice,
    tabs({
      Curves: outcome({ choice }, ({ choice }) => {
        if (!choice.some((run) => isAmong(curves.steps, run)))
          return sentence("Choose a run that has made a step, and its curves are here.");
        return runsChart(among(choice), curves, "epoch", runs);
      }),
      Differences: outcome({ choice }, ({ choice }) => {
        const evaluated = among(choice).filter("d => is_finite(d.loss)").reify();
        if (evaluated.numRows() === 0 || runParameters(evaluated).varied.length === 0)
          return sentence("Choose two runs or more that differ in a parameter, and what it changes is here.");
        return metricChart(evaluated, runs);
      }),
      Predictions: outcome({ choice }, async ({ choice }, signal) => {
        const answers = new Map<string, ColumnTable>();
        for (const run of choice.slice(0, answersShown)) {
          signal.throwIfAborted();
          if (isAmong(curves.evaluations, run)) answers.set(`run ${numberOf(run)}`, await predictionsOf(run));
        }
        if (answers.size === 0) return sentence("Choose a run that has been evaluated, and its answers are here.");
        return faceGrid(faces, runAnswers(answers).slice(0, facesShown));
      }),
    }),
  ]);
}

function isAmong(measured: ColumnTable, run: string): boolean {
  return measured.array("run").includes(run);
}

function sentence(text: string) {
  return asDisplayable({ "text/plain": text });
}
