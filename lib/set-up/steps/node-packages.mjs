/** The npm packages of package-lock.json, without their install scripts. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { run } from "../process/command.mjs";
import { failureOf, SetUpFailure } from "../process/failure.mjs";

/**
 * A package as package-lock.json and npm's own record of what it installed describe it.
 *
 * @typedef {object} LockedPackage
 * @property {string} version
 * @property {string} [integrity]
 * @property {boolean} [optional] for some platforms only
 */

/**
 * @param {import("./step.mjs").Place} place
 * @returns {import("./step.mjs").Step}
 */
export function nodePackages({ root }) {
  return {
    title: "Node packages",
    disk: { folder: join(root, "node_modules"), bytes: 750e6 },
    isDone: () => nodePackagesMatch(root),
    async run(progress) {
      progress.update("asking the registry");
      // npm writes this record last. One from before would still be there if npm were cut off while it removes old packages.
      rmSync(join(root, "node_modules/.package-lock.json"), { force: true });
      const log = join(root, "var/set-up/npm-ci.log");
      const total = neededPackages(root).length;
      let answers = 0;
      const { status, lines } = await run(npmCommand(), {
        cwd: root,
        log,
        onLine(line) {
          if (!line.startsWith("npm http ")) return;
          if (/ attempt \d+ failed /.test(line)) return progress.update("no answer from the registry, trying again");
          answers++; // two a package: what there is of it, and the package itself
          const done = Math.min(Math.floor(answers / 2), total); // what only this platform needs comes on top
          progress.update("downloading", { done, total, unit: "packages" });
        },
      });
      if (status === 127)
        throw new SetUpFailure("npm is missing: install it with Node, from https://nodejs.org/en/download.");
      if (status !== 0) throw failureOf({ what: "the Node packages", program: "npm", lines, log });
    },
  };
}

/**
 * Whether node_modules holds what package-lock.json asks for, by the record that npm leaves there.
 *
 * @param {string} root
 */
export function nodePackagesMatch(root) {
  const record = join(root, "node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const installed = new Map(packagesOf(record));
  return neededPackages(root).every(([folder, { version, integrity }]) => {
    const found = installed.get(folder);
    return (
      found?.version === version && found.integrity === integrity && existsSync(join(root, folder, "package.json"))
    );
  });
}

/** @param {string} root */
function neededPackages(root) {
  return packagesOf(join(root, "package-lock.json")).filter(([, entry]) => entry.optional !== true);
}

/**
 * @param {string} file package-lock.json, or npm's record in node_modules
 * @returns {[string, LockedPackage][]} packages by the folder that each is installed to
 */
function packagesOf(file) {
  /** @type {{ packages: Record<string, LockedPackage> }} */
  const { packages } = JSON.parse(readFileSync(file, "utf8"));
  return Object.entries(packages).filter(([folder]) => folder !== "");
}

/** npm's command line; the npm that started this program where there is one. */
function npmCommand() {
  const running = process.env.npm_execpath;
  const npm = running !== undefined && basename(running) === "npm-cli.js" ? [process.execPath, running] : ["npm"];
  // The log level shows each download. Waits between tries are shortened, or a missing network would take a minute to notice.
  const options =
    "--ignore-scripts --no-audit --no-fund --loglevel http --fetch-retry-mintimeout 1000 --fetch-retry-maxtimeout 5000";
  return [...npm, "ci", ...options.split(" ")];
}
