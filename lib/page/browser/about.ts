import { config } from "./config";
import { pageElement } from "./page-element";

/** Says how to read the answers, what the network is, and what it may be used for. */
export function showAbout(): void {
  const { name, intervals, data, hasCard } = config;
  pageElement("reading", HTMLElement).textContent = intervals
    ? "“46 (39–54) M” is a face that looks 46 years old and male; F is female. Of 100 faces like those that the network learned " +
      `from, ${Math.round(100 * intervals.level)} are as old as the years in brackets say.`
    : "“46 M” is a face that looks 46 years old and male; F is female.";
  const about = pageElement("about", HTMLElement);
  const [, title = data.title, home] = /^(.*), (https:\S+)$/.exec(data.title) ?? [];
  about.append(`The network ${name} was trained on `, home ? link(title, home) : title, `. Terms: ${data.terms}. `);
  if (hasCard) about.append(link("Its model card", "model-card.html"), " tells more. ");
  about.append(`The page has ${megabytes(pageBytes())}; nothing of it comes from elsewhere.`);
}

/** What is loaded, and how large it is. */
export function loadingText(): string {
  const bytesOf = (name: RegExp) =>
    Object.entries(config.files).reduce((sum, [file, { bytes }]) => sum + (name.test(file) ? bytes : 0), 0);
  const parts = [
    `the network ${config.name}, ${megabytes(bytesOf(/network/))}`,
    `what finds faces, ${megabytes(bytesOf(/blazeface/))}`,
    `and TensorFlow, ${megabytes(bytesOf(/wasm/))}`,
  ];
  return `Loading ${parts.join("; ")}. Photos can be chosen already.`;
}

/** What the page is made of: all that it loads, and what it has loaded so far, its code. */
function pageBytes(): number {
  const files = Object.values(config.files).map(({ bytes }) => bytes);
  const loaded = performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation"));
  const code = loaded.map((entry) => (entry instanceof PerformanceResourceTiming ? entry.decodedBodySize : 0));
  return [...files, ...code].reduce((sum, bytes) => sum + bytes, 0);
}

function link(text: string, href: string): HTMLAnchorElement {
  const anchor = document.createElement("a");
  Object.assign(anchor, { textContent: text, href });
  return anchor;
}

/** "9.5 MB" */
function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
