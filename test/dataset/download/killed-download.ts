import type { CatalogEntry } from "../../../lib/dataset/download/catalog";
import { downloadDataset } from "../../../lib/dataset/download/download-dataset";

// Run as a process of its own: downloads a data set and kills itself in the middle of a stage, so that nothing can be put in order.
const [entryJson = "", parent = "", lastStage] = process.argv.slice(2);
const entry: CatalogEntry = JSON.parse(entryJson);
downloadDataset(entry, {
  parent,
  say: () => {},
  progress: (stage) => (done, total) => {
    if (stage === lastStage && done >= total / 2) process.kill(process.pid, "SIGKILL");
  },
});
