import { setImmediate } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import {
  type PressedTraining,
  TrainingButtons,
  type TrainingPhase,
} from "../../../lib/notebook/training-panel/training-buttons";
import type { TrainingEnd } from "../../../lib/training/history/training-end";
import { PretendPage } from "../widgets/pretend-page";

const page = new PretendPage();
afterEach(() => page.clear());

/** Buttons on a page, and trainings that end when they are told to. */
async function buttonsOnPage() {
  const trainings: (PressedTraining & { end(state: TrainingEnd["state"]): Promise<void> })[] = [];
  const phases: TrainingPhase[] = [];
  const work = (training: PressedTraining) =>
    new Promise<TrainingEnd["state"]>((resolve) => {
      const end = async (state: TrainingEnd["state"]) => {
        resolve(state);
        await setImmediate();
      };
      trainings.push({ ...training, end });
    });
  const cell = () => new TrainingButtons(work, (phase) => phases.push(phase));
  const buttons = await page.run(cell, { id: "panel" });
  return { buttons, trainings, phases, rerun: () => page.run(cell, { id: "panel" }) };
}

/** The buttons that can be pressed. */
function open(): string[] {
  return ["Train", "Pause", "Go on", "Stop"].filter((label) => page.stateOf(page.find(label)).disabled !== true);
}

test("those can be pressed that make sense", async () => {
  const { trainings, phases } = await buttonsOnPage();
  expect(open()).toEqual(["Train"]);
  page.press("Train");
  expect(open()).toEqual(["Pause", "Stop"]);
  page.press("Pause");
  expect([open(), trainings[0]?.control.isPaused]).toEqual([["Go on", "Stop"], true]);
  page.press("Go on");
  expect([open(), trainings[0]?.control.isPaused]).toEqual([["Pause", "Stop"], false]);
  page.press("Stop");
  expect([open(), trainings[0]?.signal.aborted]).toEqual([[], true]);
  await trainings[0]?.end("stopped");
  expect(open()).toEqual(["Train", "Go on"]);
  expect(phases).toEqual(["ready", "training", "paused", "training", "stopping", "stopped"]);
});

test.each(["finished", "failed"] as const)("after a training that %s the next one can begin", async (state) => {
  const { buttons, trainings } = await buttonsOnPage();
  page.press("Train");
  await trainings[0]?.end(state);
  expect([open(), buttons.control]).toEqual([["Train"], undefined]);
  page.press("Train");
  expect(trainings.map(({ resume }) => resume)).toEqual([false, false]);
});

test("a training that is stopped while it is paused is gone on with, and not paused then, with its control", async () => {
  const { buttons, trainings } = await buttonsOnPage();
  page.press("Train");
  page.press("Pause");
  page.press("Stop");
  await trainings[0]?.end("stopped");
  buttons.control?.changeLearningRate(0.01);
  page.press("Go on");
  const [first, second] = trainings;
  expect(second).toMatchObject({ resume: true });
  expect([second?.control === first?.control, second?.control.isPaused, second?.signal.aborted]).toEqual([
    true,
    false,
    false,
  ]);
  expect(second?.control.takeLearningRate()).toBe(0.01);
});

test("pressed twice, or when it cannot be, a button does nothing more", async () => {
  const { buttons, trainings, phases } = await buttonsOnPage();
  for (const label of ["Pause", "Go on", "Stop", "Train", "Train", "Go on"]) page.press(label);
  expect([trainings.length, buttons.phase]).toEqual([1, "training"]);
  for (const label of ["Stop", "Stop", "Train", "Pause"]) page.press(label);
  expect([trainings.length, phases]).toEqual([1, ["ready", "training", "stopping"]]);
});

test.each([[[]], [["Pause"]]])("when its cell is run anew the training is stopped, also after %j", async (presses) => {
  const { trainings, rerun } = await buttonsOnPage();
  for (const label of ["Train", ...presses]) page.press(label);
  await rerun();
  expect([trainings[0]?.signal.aborted, trainings[0]?.control.isPaused]).toEqual([true, false]);
  page.press("Train"); // of the new ones
  expect(trainings.length).toBe(2);
});
