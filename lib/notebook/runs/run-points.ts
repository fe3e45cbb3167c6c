import type { ColumnTable } from "arquero";
import { stepsPerEpoch } from "../../training/results/run-parameters";
import { LossCurve } from "../training-view/loss-curve";
import { runMetrics } from "./run-metrics";

/** A point of a run's curves, with what was measured there. */
export interface RunPoint {
  run: unknown;
  step: number;
  /** How often the training faces have been seen until then, a fraction within an epoch. */
  epoch: number;
  loss: number;
  [metric: string]: unknown;
}

const mostPoints = 60; // of one run: as many as can be told apart, and a notebook with many runs stays small

/**
 * The smoothed training loss of runs, at no more than 60 points of each.
 *
 * @param runs - as `readRuns` returns them
 * @param steps - as `readCurves` returns them; runs that are not in `runs` are left out
 */
export function trainingPoints(runs: ColumnTable, steps: ColumnTable): RunPoint[] {
  const curves = new Map<unknown, LossCurve>();
  const [names, numbers, losses] = ["run", "step", "loss"].map((column) => Array.from(steps.array(column)));
  for (const [row, run] of (names ?? []).entries()) {
    const curve = curves.get(run) ?? new LossCurve();
    curves.set(run, curve);
    curve.add(numbers?.[row], losses?.[row]);
  }
  const pointAt = places(runs);
  return [...curves].flatMap(([run, { points }]) => {
    const every = Math.ceil(points.length / mostPoints);
    return points
      .filter((_, index) => (points.length - 1 - index) % every === 0) // the last one always
      .flatMap(({ step, smoothed }) => pointAt(run, step, { loss: smoothed }));
  });
}

/**
 * The evaluations of runs, with the metrics by which runs are compared.
 *
 * @param runs - as `readRuns` returns them
 * @param evaluations - as `readCurves` returns them; runs that are not in `runs` are left out
 */
export function evaluationPoints(runs: ColumnTable, evaluations: ColumnTable): RunPoint[] {
  const pointAt = places(runs);
  return Array.from(evaluations.array("run")).flatMap((run, row) => {
    const metrics = Object.fromEntries(runMetrics.map(({ column }) => [column, evaluations.get(column, row)]));
    return pointAt(run, evaluations.get("step", row), { loss: Number(metrics.loss), ...metrics });
  });
}

/** A function that puts what a run measured at a step in its place; nothing for other runs than these. */
function places(runs: ColumnTable) {
  const stepsOf = new Map(Array.from(runs.array("run"), (run, row) => [run, stepsPerEpoch(runs, row)]));
  return (run: unknown, step: number, measured: { loss: number; [metric: string]: number }): RunPoint[] => {
    const steps = stepsOf.get(run);
    if (steps === undefined) return [];
    const short = Object.entries(measured).map(([metric, value]) => [metric, fourDigits(value)]);
    return [{ run, step, epoch: fourDigits(step / steps), loss: measured.loss, ...Object.fromEntries(short) }];
  };
}

/** More are not seen on a screen; the notebook stays small. */
function fourDigits(value: number): number {
  return Number(value.toPrecision(4));
}
