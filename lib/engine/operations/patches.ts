/** Puts something into place and returns what puts back what was there. */
export type Patch = () => () => void;

/** Runs `body` with patches in place, and takes them all back, whatever happens. */
export function withPatches<Result>(patches: readonly Patch[], body: () => Result): Result {
  const undo: (() => void)[] = [];
  try {
    for (const patch of patches) undo.unshift(patch());
    return body();
  } finally {
    for (const restore of undo) restore();
  }
}

/** Replaces a property of an object for a while. */
export function replaced<Target extends object, Key extends keyof Target>(
  target: Target,
  key: Key,
  replacement: Target[Key],
): Patch {
  return () => {
    const original = target[key];
    target[key] = replacement;
    return () => {
      target[key] = original;
    };
  };
}
