/** The page's side of `RunChoice`: a table with a box to check in each row. */

/**
 * @typedef {{ name: string, align: "left" | "right", cells: string[], emphasis?: ("marked" | "best" | null)[] }} Column
 */

/** @type {import("./page-model").PageModule<{ names: string[], columns: Column[], notes: string[], chosen: number[] }>} */
export default {
  render({ model, el }) {
    const columns = model.get("columns");
    const boxes = model.get("names").map((name, row) => {
      const box = document.createElement("input");
      box.type = "checkbox";
      box.setAttribute("aria-label", `${row + 1}: ${name}`);
      box.addEventListener("change", () => {
        model.set(
          "chosen",
          boxes.flatMap(({ checked }, row) => (checked ? [row] : [])),
        );
        model.save_changes();
      });
      return box;
    });

    const table = document.createElement("table");
    const head = table.createTHead().insertRow();
    head.append(cell("th", "left", "#"), ...columns.map(({ name, align }) => cell("th", align, name)));
    const body = table.createTBody();
    for (const [row, box] of boxes.entries()) {
      const choice = cell("td", "left", "");
      choice.style.whiteSpace = "nowrap";
      const label = document.createElement("label");
      label.append(box, ` ${row + 1}`);
      choice.append(label);
      const others = columns.map(({ align, cells, emphasis }) => cell("td", align, cells[row] ?? "", emphasis?.[row]));
      body.insertRow().append(choice, ...others);
    }
    const notes = model.get("notes").map((note) => Object.assign(document.createElement("p"), { textContent: note }));
    el.classList.add("jp-RenderedHTMLCommon"); // JupyterLab's own style of tables
    el.append(table, ...notes);

    const check = () => {
      for (const [row, box] of boxes.entries()) box.checked = model.get("chosen").includes(row);
    };
    check();
    model.on("change:chosen", check);
    return () => model.off("change:chosen", check);
  },
};

/**
 * @param {"th" | "td"} tag
 * @param {"left" | "right"} align
 * @param {string} text
 * @param {"marked" | "best" | null} [emphasis]
 */
function cell(tag, align, text, emphasis) {
  const made = document.createElement(tag);
  made.style.textAlign = align;
  const content = emphasis ? document.createElement(emphasis === "marked" ? "mark" : "strong") : made;
  content.textContent = text;
  if (content !== made) made.append(content);
  return made;
}
