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
    registration.waiting.postMessage("take over"); // pages that are open have all of theirs, checked, or say that it is gone
  }
  const announce = () => {
    const newer = registration.active && registration.installing;
    newer?.addEventListener("statechange", () => {
      if (newer.state === "installed")
        place.textContent = "A newer version of this page has come: load it again to see it.";
    });
  };
  registration.addEventListener("updatefound", announce);
  announce();
  await workers.ready;
  place.textContent ||= "This page is kept in your browser: it is ready to work without a network.";
}
