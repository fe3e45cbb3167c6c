import { table } from "arquero";
import { expect, test } from "vitest";
import { sharedPeople } from "../../lib/dataset/shared-people";

const part = (person: (string | null)[]) => table({ filename: person.map((_, row) => `${row}.jpg`), person });

test("people to validate with are counted once, and those who are trained on too; nobody known is nobody", () => {
  const [train, val] = [part(["Ada", "Bo", null, "Ada"]), part(["Ada", "Cleo", null, "Ada"])];
  expect(sharedPeople({ train, val })).toEqual({ people: 2, trained_on_too: 1 });
});

test("where the data do not say who is who there are no people", () => {
  const unnamed = table({ filename: ["1.jpg"] });
  expect(sharedPeople({ train: unnamed, val: unnamed })).toEqual({ people: 0, trained_on_too: 0 });
});
