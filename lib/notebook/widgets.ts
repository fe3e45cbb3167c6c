/**
 * Controls for notebooks: what a person moves, a cell answers.
 *
 * @example
 * import { interact, logSlider } from "./lib/notebook/widgets";
 * const rate = logSlider({ label: "learning rate", value: 1e-4, min: 1e-5, max: 1e-2 });
 * interact({ rate }, ({ rate }) => `A step goes ${rate} of the gradient's way.`);
 */
export { accordion, column, row, tabs } from "./widgets/boxes";
export { type Button, button } from "./widgets/button";
export type { Control } from "./widgets/control";
export { dropdown } from "./widgets/dropdown";
export { fileDownload } from "./widgets/file-download";
export { fileUpload, type UploadedFile } from "./widgets/file-upload";
export { html, label, progress } from "./widgets/indicator";
export { interact, outcome } from "./widgets/interact";
export { link } from "./widgets/link";
export { type OutputArea, outputArea } from "./widgets/output-area";
export { type PageWidget, widget } from "./widgets/page-widget";
export { integerSlider, logSlider, slider } from "./widgets/slider";
export { startStop } from "./widgets/start-stop";
export { textField } from "./widgets/text-field";
export { toggle } from "./widgets/toggle";
export type { Widget } from "./widgets/widget";
