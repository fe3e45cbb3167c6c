/** The page's side of `fileUpload`: a button to choose files with, in a place where they may also be dropped. */

/**
 * @typedef {{ name: string, type: string, size: number, content?: ArrayBuffer }} SentFile the kernel tells without their content
 */

/**
 * @typedef {object} State
 * @property {string} description its label
 * @property {string} accept which files may be chosen
 * @property {boolean} multiple whether several may be
 * @property {number} most how many bytes they have at most
 * @property {boolean} disabled
 * @property {SentFile[]} value
 */

/** @type {import("./page-model").PageModule<State>} */
export default {
  render({ model, el }) {
    const [input, button, hint] = [
      document.createElement("input"),
      document.createElement("button"),
      document.createElement("span"),
    ];
    Object.assign(input, { type: "file", accept: model.get("accept"), multiple: model.get("multiple"), hidden: true });
    button.className = "jupyter-widgets jupyter-button widget-button";
    Object.assign(button.style, { width: "max-content", minWidth: "var(--jp-widgets-inline-width-short)" });
    hint.setAttribute("role", "status");
    const place = document.createElement("div");
    Object.assign(place.style, { display: "flex", alignItems: "center", gap: "12px", width: "max-content" });
    Object.assign(place.style, { padding: "10px 16px", borderRadius: "6px", color: "var(--jp-ui-font-color2)" });
    place.append(input, button, hint);
    el.append(place);

    const draw = (isOver = false) => {
      const count = model.get("value").length;
      button.textContent = count === 0 ? model.get("description") : `${model.get("description")} (${count})`;
      button.disabled = model.get("disabled");
      hint.textContent = model.get("multiple") ? "or drop files here" : "or drop a file here";
      place.style.border = `2px dashed var(${isOver ? "--jp-brand-color1" : "--jp-border-color1"})`;
    };
    /** @param {Iterable<File>} chosen */
    const send = async (chosen) => {
      const files = Array.from(chosen).slice(0, model.get("multiple") ? undefined : 1);
      const [size, most] = [files.reduce((sum, file) => sum + file.size, 0), model.get("most")];
      if (files.length === 0) return;
      if (size > most) {
        hint.textContent = `${Math.ceil(size / 1e6)} MB are too much: ${most / 1e6} MB at most, all files together.`;
        return;
      }
      const sent = files.map(async (file) => {
        const { name, type, size } = file;
        return { name, type, size, content: await file.arrayBuffer() };
      });
      model.set("value", await Promise.all(sent));
      model.save_changes();
    };

    button.addEventListener("click", () => input.click());
    input.addEventListener("change", async () => {
      await send(input.files ?? []);
      input.value = ""; // the same file can be chosen once more
    });
    for (const kind of /** @type {const} */ (["dragenter", "dragover"])) {
      place.addEventListener(kind, (event) => {
        event.preventDefault();
        draw(!model.get("disabled"));
      });
    }
    place.addEventListener("dragleave", () => draw());
    place.addEventListener("drop", (event) => {
      event.preventDefault(); // the browser would leave the page for the file
      draw();
      if (!model.get("disabled")) send(event.dataTransfer?.files ?? []);
    });
    const redraw = () => draw();
    model.on("change:value", redraw);
    model.on("change:disabled", redraw);
    draw();
    return () => {
      model.off("change:value", redraw);
      model.off("change:disabled", redraw);
    };
  },
};
