import { afterEach, expect, test, vi } from "vitest";
import { photoPredictor } from "../../../lib/notebook/prepared/photo-predictor";
import { fakeSplit } from "../../model/fake-split";
import { scratchFolder } from "../../scratch-folder";

const scratch = scratchFolder();
const project = process.cwd();
const predictor = { imageSize: 8, predict: () => [], dispose() {} };

afterEach(() => {
  process.chdir(project);
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test("without a network it says so, and the notebook goes on", async () => {
  process.chdir(scratch); // where the models are not
  vi.stubEnv("WORKBOOK_CACHE", "");
  vi.stubEnv("npm_config_registry", "http://127.0.0.1:9"); // nobody is there
  vi.stubEnv("npm_config_fetch_retries", "0");
  const log = vi.spyOn(console, "log").mockReturnValue();
  expect(await photoPredictor(predictor, scratch, fakeSplit())).toBeUndefined();
  expect(log).toHaveBeenLastCalledWith(
    "Faces in photos are not looked for. There is no way to npm's registry for @vladmandic/human 3.3.6 (ECONNREFUSED): check the network and npm's proxy settings, then run it again.",
  );
});
