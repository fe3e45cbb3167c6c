import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { escapeHtml } from "../../display/escape-html";
import { describeDuration } from "../progress/duration";
import { notebookNames, readNotebook } from "./notebook-file";

/** What papermill notes in the notebooks that it executes, as far as the index shows it. */
interface PapermillNotes {
  start_time?: string;
  /** Seconds; null of one that is not done. */
  duration?: number | null;
  exception?: boolean | null;
  parameters?: { [name: string]: unknown };
}

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 3rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; padding: 0.4rem 1rem 0.4rem 0; border-bottom: 1px solid #8885; }
`;

/** Writes `index.html`: the reports in the folder, when they were made, with which parameters, and how they ended. */
export function writeReportIndex(folder: string): void {
  const reports = notebookNames(folder)
    .filter((name) => existsSync(path.join(folder, `${name}.html`)))
    .map((name) => ({ name, notes: notesOf(path.join(folder, `${name}.ipynb`)) }))
    .filter(({ notes }) => notes.duration !== null);
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Reports of the notebooks</title>
<style>${style}</style>
<h1>Reports of the notebooks</h1>
<table>
<tr><th>Notebook<th>Result<th>Parameters<th>Run at</tr>
${reports.map(({ name, notes }) => row(name, notes)).join("\n")}
</table>
</html>
`;
  writeFileSync(path.join(folder, "index.html"), html);
}

function notesOf(file: string): PapermillNotes {
  return readNotebook(file).metadata.papermill ?? {};
}

function row(name: string, { start_time, duration, exception, parameters = {} }: PapermillNotes): string {
  const link = `<a href="${encodeURIComponent(name)}.html">${escapeHtml(name)}</a>`;
  const result = `${exception ? "failed after" : "done in"} ${describeDuration(duration ?? 0)}`;
  const settings = Object.entries(parameters).map(([parameter, value]) => `${parameter} = ${JSON.stringify(value)}`);
  const time = start_time ? new Date(start_time).toLocaleString("en-US") : "";
  return `<tr><td>${link}<td>${result}<td>${escapeHtml(settings.join(", "))}<td>${time}</tr>`;
}
