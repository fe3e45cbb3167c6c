/** `var/ray`: Ray, for those who send a sweep to a cluster. The workbook's set-up does not bring it. */
import { join } from "node:path";
import { bring, root } from "../steps.mjs";
import { environmentStep } from "./python-environment.mjs";

const folder = join(root, "var/ray");
const step = environmentStep({ root, title: "Ray", folder, requirementsFile: "requirements-ray.txt" });

/** Its Python. */
export const rayPython = join(folder, "bin/python");

/** Whether Ray is installed. */
export const isRayInstalled = step.isDone;

/**
 * Installs Ray, if it is not.
 *
 * @throws {import("../process/failure.mjs").SetUpFailure} with a sentence that names what is missing and how to get it
 */
export async function setUpRay() {
  if (isRayInstalled()) return;
  console.log("Ray is fetched from PyPI, once: 90 MB, which become 310 MB in var/ray.");
  await bring([step]);
}
