/**
 * The page's side of all sliders, for those who hear them: their handles, which JupyterLab leaves without a name, get that of the
 * label beside them, and tell the number that stands there, where JupyterLab tells a logarithm's exponent.
 */

/** @type {import("./page-model").PageModule<{}>} */
export default {
  initialize() {
    const nameHandles = () => {
      for (const handle of document.querySelectorAll(".widget-slider [role=slider]")) {
        const slider = handle.closest(".widget-slider");
        tell(handle, "aria-label", slider?.querySelector(".widget-label")?.textContent);
        tell(handle, "aria-valuetext", slider?.querySelector(".widget-readout")?.textContent);
      }
    };
    const observer = new MutationObserver(nameHandles); // a slider may be shown at any time, and in several places
    observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ["aria-valuetext"] });
    nameHandles();
    return () => observer.disconnect();
  },
};

/**
 * @param {Element} handle
 * @param {string} attribute
 * @param {string | null | undefined} text
 */
function tell(handle, attribute, text) {
  if (text && handle.getAttribute(attribute) !== text) handle.setAttribute(attribute, text);
}
