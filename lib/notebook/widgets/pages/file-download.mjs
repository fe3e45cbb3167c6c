/** The page's side of `fileDownload`: a button that asks the kernel for a file's bytes and has the browser save them. */

/** @type {import("./page-model").PageModule<{ label: string, name: string }>} */
export default {
  render({ model, el }) {
    const button = document.createElement("button");
    button.className = "jupyter-widgets jupyter-button widget-button";
    button.textContent = model.get("label");
    Object.assign(button.style, { width: "max-content", minWidth: "var(--jp-widgets-inline-width-short)" });
    button.title = model.get("name");
    el.append(button);

    /** What was asked for here, and not in another place where the widget is shown. */
    let asked = "";
    button.addEventListener("click", () => {
      asked = crypto.randomUUID?.() ?? String(Math.random()); // pages that did not come by https have no randomUUID
      button.disabled = true;
      model.send({ asked });
    });

    /** @type {(content: unknown, buffers: DataView<ArrayBuffer>[]) => void} */
    const take = (content, buffers) => {
      if (Object(content).asked !== asked) return;
      button.disabled = false;
      if (buffers.length > 0) save(model.get("name"), buffers);
    };
    model.on("msg:custom", take);
    return () => model.off("msg:custom", take);
  },
};

/**
 * @param {string} name
 * @param {BlobPart[]} parts
 */
function save(name, parts) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(parts));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
