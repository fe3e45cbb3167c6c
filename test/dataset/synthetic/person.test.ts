import { expect, test } from "vitest";
import { faceSvg } from "../../../lib/dataset/synthetic/drawing/face-svg";
import type { Person } from "../../../lib/dataset/synthetic/person/person";
import { samplePerson } from "../../../lib/dataset/synthetic/person/sample-person";
import { sampleScene } from "../../../lib/dataset/synthetic/scene";
import { randomStream } from "../../../lib/random-stream";

const people = (age: number, male: boolean) =>
  Array.from({ length: 300 }, (_, index) => samplePerson(age, male, randomStream(age, index)));

function average(age: number, male: boolean, trait: (person: Person) => number): number {
  return people(age, male).reduce((sum, person) => sum + trait(person) / 300, 0);
}

test("age shows: wrinkles deepen, hair turns gray and recedes, eyes close, faces grow", () => {
  const rising = (trait: (person: Person) => number, ages: number[]) => {
    const values = ages.map((age) => average(age, true, trait));
    expect(values).toEqual([...values].sort((one, other) => one - other));
  };
  rising((person) => person.wrinkles.forehead, [20, 35, 50, 65, 80]);
  rising((person) => Math.min(...person.hair.color), [35, 50, 65, 80]);
  rising((person) => person.hair.receding, [20, 35, 50, 65, 80]);
  rising((person) => -person.eyes.openness, [0, 10, 25, 50, 80]);
  rising((person) => person.nose.width, [0, 5, 10, 20]);
});

test("gender shows, more in adults than in children, and in no trait alone", () => {
  const gap = (age: number, trait: (person: Person) => number) =>
    average(age, true, trait) - average(age, false, trait);
  expect(gap(30, (person) => person.head.jaw)).toBeGreaterThan(2);
  expect(gap(30, (person) => person.head.jaw)).toBeGreaterThan(gap(4, (person) => person.head.jaw) + 1);
  expect(gap(30, (person) => -person.hair.length)).toBeGreaterThan(0.2);
  expect(people(30, true).some((person) => person.hair.length > 0.3)).toBe(true);
  expect(people(30, false).some((person) => person.hair.length === 0)).toBe(true);
  const jaws = people(30, false).map((person) => person.head.jaw);
  expect(Math.max(...jaws)).toBeGreaterThan(average(30, true, (person) => person.head.jaw));
});

test("everyone can be drawn", () => {
  for (let age = 0; age <= 100; age++) {
    const random = randomStream(9, age);
    const [man, woman] = [samplePerson(age, true, random), samplePerson(age, false, random)];
    const svg = faceSvg(man, sampleScene("second-face", random), woman);
    expect(svg).not.toMatch(/NaN|undefined|Infinity|\[object/);
    const names = [...svg.matchAll(/id="([^"]*)"/g)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const [, name] of svg.matchAll(/url\(#([^)]*)\)/g)) expect(names).toContain(name);
  }
});
