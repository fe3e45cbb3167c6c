import type { ColumnTable } from "arquero";
import { asDisplayable, type Displayable } from "../../display/display";
import { columnsBundle, type FormattedColumn } from "../../display/formatted-columns";
import type { Estimate } from "../../model/bootstrap";
import { disagreement } from "../../model/disagreement";
import { measure } from "../../model/metrics";

/**
 * How often each two of some networks disagree about the same face, beside how equal their figures are.
 *
 * @param answers - of each network, by the name that it has in the table: as `predictFaces` returns them
 * @throws when they are not of the same faces
 * @example
 * disagreementTable(new Map([["seed 1", one], ["seed 2", other]]))
 */
export function disagreementTable(answers: ReadonlyMap<string, ColumnTable>): Displayable {
  const networks = Array.from(answers, ([name, predictions]) => ({ name, predictions, ...measure(predictions) }));
  const pairs = networks.flatMap((one, place) =>
    networks.slice(place + 1).map((other) => ({
      both: [one, other],
      apart: disagreement(one.predictions, other.predictions, { seed: 1 }),
    })),
  );
  const column = (name: string, cell: (pair: (typeof pairs)[number]) => string): FormattedColumn => {
    return { name, align: "right", cells: pairs.map(cell) };
  };
  return asDisplayable(
    columnsBundle(
      [
        { ...column("networks", ({ both }) => both.map(({ name }) => name).join(" and ")), align: "left" },
        column("gender accuracy", ({ both }) => `${both.map((each) => percent(each.gender_accuracy)).join(" and ")} %`),
        column("age error (MAE, years)", ({ both }) =>
          both.map((each) => each.age_error_by_expected_value.toFixed(2)).join(" and "),
        ),
        column("another gender", ({ apart }) => share(apart.gender)),
        column("ages over 5 years apart", ({ apart }) => share(apart.age_by_more_than_5)),
        column("over 10", ({ apart }) => share(apart.age_by_more_than_10)),
      ],
      [`Shares of ${(networks[0]?.count ?? 0).toLocaleString("en-US")} faces with their 95 % intervals.`],
    ),
  );
}

/** "12.5 % (9.1 to 16.0)" */
function share({ value, interval: [low, high] }: Estimate): string {
  return `${percent(value)} % (${percent(low)} to ${percent(high)})`;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
