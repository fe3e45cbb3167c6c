import { config } from "./config";

const ADVICE = "load the page again; if it says the same, tell whoever made it";

/**
 * Fetches a file of the page.
 *
 * @param name - its path in the page's folder
 * @throws when it does not arrive, or is not the file that the page was made with
 */
export async function fetchFile(name: string): Promise<Response> {
  const { integrity } = config.files[name] ?? {};
  if (integrity === undefined) throw new Error(`${name} is not a file of this page`);
  // One that the browser keeps of an earlier version is not taken unasked.
  const response = await fetch(name, { integrity, cache: "no-cache" }).catch((error) => {
    throw new Error(
      `${name} did not arrive, or is not the file that this page was made with (${error.message}): ${ADVICE}`,
    );
  });
  if (!response.ok) throw new Error(`${name} did not arrive (${response.status}): ${ADVICE}`);
  return response;
}
