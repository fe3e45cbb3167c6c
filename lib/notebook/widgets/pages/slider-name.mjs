/** The page's side of all sliders: their handles, which JupyterLab leaves without a name, get that of the label beside them. */

/** @type {import("./page-model").PageModule<{}>} */
export default {
  initialize() {
    const nameHandles = () => {
      for (const handle of document.querySelectorAll(".widget-slider [role=slider]:not([aria-label])")) {
        const label = handle.closest(".widget-slider")?.querySelector(".widget-label")?.textContent;
        if (label) handle.setAttribute("aria-label", label);
      }
    };
    const observer = new MutationObserver(nameHandles); // a slider may be shown at any time, and in several places
    observer.observe(document.body, { childList: true, subtree: true });
    nameHandles();
    return () => observer.disconnect();
  },
};
