import { describeDuration } from "./duration";

/** How far a task is. */
export interface ProgressState {
  title: string;
  done: number;
  total: number;
  /** How much was done already when it began: a download that goes on where it broke off. */
  before: number;
  /** The time since it began. */
  seconds: number;
}

/** The words for how far a task is, and for how it ended. */
export interface ProgressWording {
  describe(state: ProgressState): string;
  describeEnd(state: ProgressState): string;
}

const formatCount = new Intl.NumberFormat("en-US").format;
const formatRate = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 }).format;

/** For things that are counted: "640 of 1,474, 912 per second, 0.9 s left", "Reading: 1,474 in 1.6 s, 921 per second". */
export const countWording: ProgressWording = {
  describe({ done, total, before, seconds }) {
    const counts = `${formatCount(done)} of ${formatCount(total)}`;
    if (done <= before || seconds === 0) return counts;
    const rate = (done - before) / seconds;
    return `${counts}, ${formatRate(rate)} per second, ${describeDuration((total - done) / rate)} left`;
  },
  describeEnd({ title, done, before, seconds }) {
    const rate = done > before && seconds > 0 ? `, ${formatRate((done - before) / seconds)} per second` : "";
    return `${title}: ${formatCount(done)} in ${describeDuration(seconds)}${rate}`;
  },
};

/** For steps: "step 40 of 69, 35 per second, 0.8 s left", "baseline: 69 steps in 2.0 s". */
export const stepWording: ProgressWording = {
  describe: (state) => `step ${countWording.describe(state)}`,
  describeEnd({ title, done, before, seconds }) {
    if (done === before) return `${title}: ${done} steps, made before`;
    const made = before > 0 ? `${done} steps, the last ${done - before}` : `${done} steps`;
    return `${title}: ${made} in ${describeDuration(seconds)}`;
  },
};

/** For bytes: "1.2 of 7.0 GB, 11 MB/s, 8 min 47 s left", "Downloading: 7.0 GB in 10 min 37 s, 11 MB/s". */
export const byteWording: ProgressWording = {
  describe({ done, total, before, seconds }) {
    const unit = unitOf(total);
    const amounts = `${inUnit(done, unit)} of ${inUnit(total, unit)} ${unit.name}`;
    if (done <= before || seconds === 0) return amounts;
    const rate = (done - before) / seconds;
    return `${amounts}, ${describeBytes(rate)}/s, ${describeDuration((total - done) / rate)} left`;
  },
  describeEnd({ title, done, before, seconds }) {
    const rate = done > before && seconds > 0 ? `, ${describeBytes((done - before) / seconds)}/s` : "";
    return `${title}: ${describeBytes(done)} in ${describeDuration(seconds)}${rate}`;
  },
};

interface Unit {
  name: string;
  bytes: number;
}

const units: readonly Unit[] = [
  { name: "GB", bytes: 1e9 },
  { name: "MB", bytes: 1e6 },
  { name: "kB", bytes: 1e3 },
];

function unitOf(bytes: number): Unit {
  return units.find((unit) => bytes >= unit.bytes) ?? { name: "B", bytes: 1 };
}

/** "7.0", "11": with a digit after the point below ten, but for single bytes. */
function inUnit(bytes: number, unit: Unit): string {
  const amount = bytes / unit.bytes;
  return amount.toFixed(amount < 9.95 && unit.bytes > 1 ? 1 : 0);
}

function describeBytes(bytes: number): string {
  const unit = unitOf(bytes);
  return `${inUnit(bytes, unit)} ${unit.name}`;
}
