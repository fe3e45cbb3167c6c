import { expect, test } from "vitest";
import { failureOf } from "../../../lib/set-up/process/failure.mjs";
import { sentenceFor } from "../../../lib/set-up/process/program.mjs";

const log = "var/set-up/x.log";

test.each([
  ["npm", "npm error network request to http://127.0.0.1:9/six failed, reason: connect ECONNREFUSED 127.0.0.1:9"],
  ["npm", "npm error code ENOTFOUND"],
  [
    "pip",
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('Name or service not known')'",
  ],
])("%s without a network", (program, line) => {
  const { message } = failureOf({ program, what: "the packages", lines: [line, "and more"], log });
  expect(message).toMatch("There is no way to the package registry for the packages");
  expect(message).toMatch(`${program}'s proxy settings`);
});

test.each(["npm error code ENOSPC", "OSError: [Errno 28] No space left on device"])("a full disk: %s", (line) => {
  expect(failureOf({ program: "pip", what: "the packages", lines: [line], log }).message).toBe(
    "The disk is full, there was no room for the packages: free some space and run it again.",
  );
});

test.each([
  ["npm", "npm error code EINTEGRITY"],
  [
    "pip",
    "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated the package versions,",
  ],
])("what is not what was pinned, by %s", (program, line) => {
  const { message } = failureOf({ program, what: "the packages", lines: [line], log });
  expect(message).toMatch("What the package registry sent for the packages is not what was pinned");
  expect(message).toMatch(`let ${program}'s settings name another registry`);
});

test.each([
  ["npm error code EUSAGE", "npm error `npm ci` can only install packages when", "npm error A complete log"],
  ["Collecting six", "ERROR: No matching distribution found for six==9", "[notice] A new release of pip"],
  ["compiling", "binding.cc:1:1: error: unknown type name", "1 error generated"],
])("the reason is picked out of other output (%#)", (...lines) => {
  expect(failureOf({ program: "it", what: "the packages", lines, log }).message).toBe(
    `it could not make the packages (${lines[1]}): see ${log}.`,
  );
});

test("what the operating system refuses is a sentence that names the file", () => {
  const refusal = Object.assign(new Error("EACCES: permission denied"), { code: "EACCES", path: "/clone/.venv" });
  expect(sentenceFor(refusal)).toMatch(/^\/clone\/\.venv could not be written, .* permissions\.$/);
});

test("only a fault of the program itself shows a stack trace", () => {
  expect(sentenceFor(new TypeError("x is undefined"))).toMatch(/please report it: TypeError: x is undefined\n +at /);
});
