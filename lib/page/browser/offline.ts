import { pageElement } from "./page-element";

/**
 * Has the browser keep the page, and says so: it can then be opened without a network. Where it may not keep pages, nothing is said.
 *
 * @param loaded - what is first waited for, as it takes the same network
 */
export async function keepPage(loaded: Promise<unknown>): Promise<void> {
  const workers: ServiceWorkerContainer | undefined = navigator.serviceWorker; // on localhost and by https only
  if (workers === undefined) return;
  const place = pageElement("offline", HTMLElement);
  workers.addEventListener("controllerchange", () => {
    place.textContent = "A newer version of this page has come: load it again to see it.";
  });
  await loaded;
  await workers.register("service-worker.js", { updateViaCache: "none" });
  await workers.ready;
  place.textContent ||= "This page is kept in your browser: it is ready to work without a network.";
}
