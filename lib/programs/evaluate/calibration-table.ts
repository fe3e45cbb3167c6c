import { columnsText } from "../../display/formatted-columns";
import type { CalibrationCheck } from "../../model/uncertainty/check-calibration";

/** The calibration errors of a network, as it is and at its temperatures, as text: in brackets what is chance in them. */
export function calibrationTable({
  asItIs,
  atTemperatures,
}: {
  asItIs: CalibrationCheck;
  atTemperatures?: CalibrationCheck;
}): string {
  const checks = atTemperatures ? [asItIs, atTemperatures] : [asItIs];
  const column = (title: string, errorOf: (check: CalibrationCheck) => { error: number; byChance: number }) => ({
    name: title,
    align: "right" as const,
    cells: checks.map(errorOf).map(({ error, byChance }) => `${error.toFixed(3)} [${byChance.toFixed(3)}]`),
  });
  return columnsText([
    { name: "calibration error", align: "left", cells: ["as it is", "at its temperatures"].slice(0, checks.length) },
    column("age's class", ({ age }) => age),
    column("age's distribution", ({ ageDistribution }) => ageDistribution),
    column("gender", ({ gender }) => gender),
  ]);
}
