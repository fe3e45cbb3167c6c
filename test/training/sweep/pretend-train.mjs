/**
 * Stands for the train program: it notes that it was executed, prints a line, writes the record of a finished run and exports
 * its model. With `--learning-rate=1` it fails, with `--epochs=2` its first export does, and with `--epochs=1000` it goes on
 * until its standard input ends, on which it writes that it was stopped.
 */
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

const text = { type: /** @type {const} */ ("string") };
const { values } = parseArgs({
  options: {
    run: text,
    resume: { type: "boolean" },
    "stop-with-input": { type: "boolean" },
    "runs-dir": text,
    "model-dir": text,
    "img-dir": text,
    "learning-rate": text,
    epochs: text,
    seed: text,
  },
});
const { run = "", "runs-dir": runsFolder = "", "model-dir": modelFolder = "" } = values;
const folder = path.join(runsFolder, run);
const goesOn = existsSync(path.join(folder, "run.json"));
mkdirSync(folder, { recursive: true });
/** @param {string} what */
const note = (what) => appendFileSync(path.join(runsFolder, "notes"), `${run} ${what}\n`);
/** @param {string} state */
function record(state) {
  const faces = { name: "", count: 1, fingerprint: "faces" };
  const content = {
    name: run,
    state,
    started: new Date().toISOString(),
    parameters: {},
    network: { name: "", initialWeights: "" },
    data: { train: faces, val: faces },
    code: { fingerprint: "" },
    process: { pid: process.pid, host: "" },
  };
  writeFileSync(path.join(folder, "run.json"), JSON.stringify(content));
}

record("running");
note(goesOn ? "goes on" : "begins");
console.log(process.argv.slice(2).join(" "));
if (values["learning-rate"] === "1") {
  console.error("the loss is NaN at step 3: try a smaller learning rate");
  process.exit(1);
} else if (values.epochs === "1000") {
  process.stdin.resume().on("end", () => {
    record("stopped");
    note("stops");
    clearInterval(epochs);
  });
  const epochs = setInterval(() => console.log("training"), 20);
} else {
  setTimeout(() => {
    note("ends");
    record("finished");
    if (values.epochs !== "2" || goesOn) mkdirSync(path.join(modelFolder, "serving", "1"), { recursive: true });
    else process.exitCode = 1;
  }, 50);
}
