/** Says, in one sentence, why a function cannot become a graph. */
export class CompileError extends Error {
  override readonly name = "CompileError";

  /**
   * @param reason - what cannot be compiled, with the operation's name
   * @param layer - the layer that did it, if it was one
   */
  constructor(
    readonly reason: string,
    readonly layer?: string,
  ) {
    super(layer === undefined ? reason : `layer "${layer}": ${reason}`);
  }
}
