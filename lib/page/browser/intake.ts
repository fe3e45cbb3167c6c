import { pageElement } from "./page-element";

/**
 * Takes photos: files that are chosen, dropped anywhere on the page, or pasted.
 *
 * @param take - is given them
 * @param say - is told what to do when what came is no file
 */
export function takePhotos(take: (files: readonly File[]) => void, say: (text: string) => void): void {
  const takeFrom = (transfer: DataTransfer | null) => {
    const files = Array.from(transfer?.files ?? []);
    if (files.length > 0) take(files);
    else say("That is no photo's file: save the picture first, and choose or drop its file.");
  };
  const input = pageElement("files", HTMLInputElement);
  input.addEventListener("change", () => {
    take(Array.from(input.files ?? []));
    input.value = ""; // the same file can be chosen again
  });
  document.addEventListener("paste", ({ clipboardData }) => takeFrom(clipboardData));
  document.addEventListener("dragover", (event) => {
    event.preventDefault(); // or the browser would open what is dropped
    document.body.classList.add("dragging");
  });
  document.addEventListener("dragleave", ({ relatedTarget }) => {
    if (relatedTarget === null) document.body.classList.remove("dragging");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("dragging");
    takeFrom(event.dataTransfer);
  });
}
