import { SpoiledNetwork } from "../../model/prediction/prediction";

/** What a visitor reads of an error: what is wrong, and what to do. */
export function advice(error: unknown): string {
  if (error instanceof SpoiledNetwork) {
    return (
      "The network computes no numbers (NaN). Add ?backend=wasm to the page's address; " +
      "if it says the same then, its weights are spoiled, and whoever made this page has to train it again."
    );
  }
  const cause = error instanceof Error && error.cause ? error.cause : error; // without what would be done about it on Node
  return cause instanceof Error ? `${cause.message}.` : String(cause);
}
