import { HYPERPARAMETER_DEFAULTS, type Hyperparameters } from "./hyperparameters";

/** The call that trains with these hyperparameters in a cell; what is as by default is left out. */
export function trainingCode({ network, ...parameters }: Hyperparameters): string {
  const seeded = `imageSize, seed: ${parameters.seed} }`;
  const model =
    network === "faceres"
      ? `await faceresNetwork({ ${seeded})`
      : `ageGenderNetwork({ ${network === HYPERPARAMETER_DEFAULTS.network ? "" : `trunk: "${network}", `}${seeded})`;
  const defaults = new Map(Object.entries<unknown>({ ...HYPERPARAMETER_DEFAULTS }));
  const given = Object.entries<unknown>(parameters).filter(([name, value]) => value !== defaults.get(name));
  const others = given.map(([name, value]) => `, ${name}: ${JSON.stringify(value)}`).join("");
  return `await train({ model: ${model}, train: store.train, val: store.val${others} })`;
}
