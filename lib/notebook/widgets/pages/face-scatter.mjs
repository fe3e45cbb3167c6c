/**
 * The page's side of `faceExplorer`'s scatter: a click chooses the face nearest to it, a drag or the arrow keys a rectangle of
 * faces, of which two buttons show the next and the ones before.
 */

/** Pixels around a dot in which a click is meant for it. */
const NEAR = 12;
/** Years by which an arrow key moves the rectangle, and the sides of its first one. */
const [STEP, SIDE] = [2, 20];

const HELP =
  "Click a dot or drag a rectangle over some. With the keyboard: arrow keys move a rectangle, with Shift they make it larger or " +
  "smaller, Escape takes all faces.";

/**
 * A part of the plot, in years.
 * @typedef {{ left: number, right: number, bottom: number, top: number }} Region
 */

/**
 * @typedef {object} State
 * @property {string} svg the drawing
 * @property {{ left: number, top: number, width: number, height: number, of: number }} plot where in the drawing the plot is, of which width
 * @property {number[]} actual the dots' ages, which are drawn to the right
 * @property {number[]} predicted the same, upwards
 * @property {Region} region
 * @property {number} first the first face shown of those in the region
 * @property {number} shown how many are shown at once
 */

/** @type {import("./page-model").PageModule<State>} */
export default {
  render({ model, el }) {
    const plot = model.get("plot");
    const drawing = document.createElement("div");
    drawing.innerHTML = model.get("svg");
    Object.assign(drawing, { tabIndex: 0, title: HELP });
    drawing.setAttribute("role", "application");
    drawing.setAttribute("aria-label", `Faces by actual and predicted age. ${HELP}`);
    drawing.dataset.lmSuppressShortcuts = "true"; // JupyterLab's arrow keys move between cells
    Object.assign(drawing.style, {
      width: "max-content",
      cursor: "crosshair",
      touchAction: "none",
      userSelect: "none",
    });
    const mark = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const look = { fill: "var(--jp-brand-color1)", "fill-opacity": 0.12, stroke: "var(--jp-brand-color1)", rx: 3 };
    for (const [name, value] of Object.entries(look)) mark.setAttribute(name, String(value));
    const svg = drawing.querySelector("svg");
    svg?.append(mark);
    const status = document.createElement("span");
    status.setAttribute("role", "status");
    status.style.color = "var(--jp-ui-font-color1)";
    const back = pageButton("Previous faces", () => show(model.get("first") - model.get("shown")));
    const next = pageButton("Next faces", () => show(model.get("first") + model.get("shown")));
    const line = document.createElement("div");
    Object.assign(line.style, { display: "flex", alignItems: "center", gap: "8px" });
    line.append(back, next, status);
    el.append(drawing, line);

    /** @param {PointerEvent} event */
    const yearsAt = ({ clientX, clientY }) => {
      const { left, top, width } = svg?.getBoundingClientRect() ?? new DOMRect();
      const scale = plot.of / width;
      return {
        x: within((100 * ((clientX - left) * scale - plot.left)) / plot.width),
        y: within(100 - (100 * ((clientY - top) * scale - plot.top)) / plot.height),
      };
    };
    /** @param {number} first */
    const show = (first) => {
      model.set("first", first);
      model.save_changes();
    };
    /** @param {Region} region */
    const choose = (region) => {
      model.set("region", region);
      show(0);
    };
    const all = { left: 0, right: 100, bottom: 0, top: 100 };

    /** @type {{ x: number, y: number } | undefined} Where a drag began. */
    let begun;
    let isDrag = false;
    drawing.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      drawing.setPointerCapture(event.pointerId);
      [begun, isDrag] = [yearsAt(event), false];
    });
    drawing.addEventListener("pointermove", (event) => {
      if (begun === undefined) return;
      const { x, y } = yearsAt(event);
      isDrag ||= Math.hypot(x - begun.x, y - begun.y) > 1;
      if (isDrag) choose(regionBetween(begun, { x, y }));
    });
    drawing.addEventListener("pointerup", (event) => {
      if (begun !== undefined && !isDrag) choose(nearest(model, yearsAt(event)) ?? all);
      begun = undefined;
    });
    drawing.addEventListener("pointercancel", () => {
      begun = undefined;
    });
    drawing.addEventListener("keydown", (event) => {
      const moved = event.key === "Escape" ? all : byKey(model.get("region"), event);
      if (moved === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      choose(moved);
    });

    const draw = () => {
      const { left, right, bottom, top } = model.get("region");
      const around = left === right && bottom === top ? 6 : 0; // a single face has a ring
      const x = plot.left + (plot.width * left) / 100 - around;
      const y = plot.top + plot.height * (1 - top / 100) - around;
      const [width, height] = [(plot.width * (right - left)) / 100, (plot.height * (top - bottom)) / 100];
      const place = { x, y, width: width + 2 * around, height: height + 2 * around };
      for (const [name, value] of Object.entries(place)) mark.setAttribute(name, String(value));
      const first = model.get("first");
      const count = model.get("actual").filter((_, face) => isIn(model, face)).length;
      const last = Math.min(count, first + model.get("shown"));
      status.textContent = count === 0 ? "No face" : `Faces ${first + 1} to ${last} of ${count}`;
      back.disabled = first === 0;
      next.disabled = last === count;
    };
    model.on("change:region", draw);
    model.on("change:first", draw);
    draw();
    return () => {
      model.off("change:region", draw);
      model.off("change:first", draw);
    };
  },
};

/**
 * @param {string} text
 * @param {() => void} press
 */
function pageButton(text, press) {
  const button = document.createElement("button");
  button.className = "jupyter-widgets jupyter-button widget-button";
  button.textContent = text;
  button.addEventListener("click", press);
  return button;
}

/** @param {number} age */
function within(age) {
  return Math.min(Math.max(age, 0), 100);
}

/**
 * @param {{ x: number, y: number }} one
 * @param {{ x: number, y: number }} other
 * @returns {Region}
 */
function regionBetween(one, other) {
  const [left, right] = [Math.min(one.x, other.x), Math.max(one.x, other.x)];
  return { left, right, bottom: Math.min(one.y, other.y), top: Math.max(one.y, other.y) };
}

/**
 * @param {import("./page-model").PageModel<State>} model
 * @param {number} face
 */
function isIn(model, face) {
  const { left, right, bottom, top } = model.get("region");
  const { x, y } = placeOf(model, face);
  return x >= left && x <= right && y >= bottom && y <= top;
}

/**
 * @param {import("./page-model").PageModel<State>} model
 * @param {number} face
 */
function placeOf(model, face) {
  return { x: model.get("actual")[face] ?? 0, y: model.get("predicted")[face] ?? 0 };
}

/**
 * The region that holds the face nearest to a place, and no other, if one is near.
 *
 * @param {import("./page-model").PageModel<State>} model
 * @param {{ x: number, y: number }} place
 */
function nearest(model, { x, y }) {
  const { width, height } = model.get("plot");
  let best = NEAR;
  /** @type {Region | undefined} */
  let region;
  for (const face of model.get("actual").keys()) {
    const at = placeOf(model, face);
    const distance = Math.hypot(((at.x - x) * width) / 100, ((at.y - y) * height) / 100);
    if (distance >= best) continue;
    best = distance;
    region = regionBetween(at, at);
  }
  return region;
}

/**
 * The region that an arrow key makes of one: moved, or with Shift larger or smaller. Of all faces, or of one, it first makes a
 * square in its middle.
 *
 * @param {Region} region
 * @param {{ key: string, shiftKey: boolean }} event
 * @returns {Region | undefined}
 */
function byKey({ left, right, bottom, top }, { key, shiftKey }) {
  const step = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] }[key];
  if (step === undefined) return undefined;
  const [across = 0, up = 0] = step;
  const [x, y] = [(left + right) / 2, (bottom + top) / 2];
  const isAll = right - left === 100 && top - bottom === 100;
  if (isAll || right === left) {
    return regionBetween(
      { x: within(x - SIDE / 2), y: within(y - SIDE / 2) },
      { x: within(x + SIDE / 2), y: within(y + SIDE / 2) },
    );
  }
  if (shiftKey) {
    return {
      left,
      right: within(Math.max(left + STEP, right + across)),
      bottom,
      top: within(Math.max(bottom + STEP, top + up)),
    };
  }
  const [moved, raised] = [Math.min(Math.max(across, -left), 100 - right), Math.min(Math.max(up, -bottom), 100 - top)];
  return { left: left + moved, right: right + moved, bottom: bottom + raised, top: top + raised };
}
