import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rayCluster } from "../../../lib/training/sweep/ray-cluster";
import { type RunOutcome, type SweepEvent, type SweepRun, sweep } from "../../../lib/training/sweep/sweep";
import { isRayInstalled, rayPython } from "../../../lib/workbook/set-up/ray-environment.mjs";

/** What keeps a cluster to itself: loopback only, and a token without which nobody is let in. */
const settings = { RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER: "0", RAY_AUTH_MODE: "token", RAY_AUTH_TOKEN: "0123456789abcdef" };

let folder: string;
let root: string;
let head: ChildProcess;
let port: number;
let clientPort: number;
