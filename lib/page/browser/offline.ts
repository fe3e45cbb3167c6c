import { pageElement } from "./page-element";

/**
 * Has the browser keep the page, and says so: it can then be opened without a network. Where it may not keep pages, nothing is said.
 * Where a newer version of the page was brought at an earlier visit, that one is loaded now.
 */
export async function keepPage(): Promise<void> {
  const workers: ServiceWorkerContainer | undefined = navigator.serviceWorker; // on localhost and by https only
  if (workers === undefined) return;
  const place = pageElement("offline", HTMLElement);
  const registration = await workers.register("service-worker.js", { updateViaCache: "none" });
  if (registration.waiting) {
    workers.addEventListener("controllerchange", () => location.reload());
    registration.waiting.postMessage("take over"); // which it does unless another page is open
  }
  registration.addEventListener("updatefound", () => {
    const newer = registration.installing;
    newer?.addEventListener("statechange", () => {
      if (newer.state === "installed" && registration.active) {
        place.textContent = "A newer version of this page has come: load the page again to see it.";
      }
    });
  });
  await workers.ready;
  place.textContent ||= "This page is kept in your browser: it is ready to work without a network.";
}
