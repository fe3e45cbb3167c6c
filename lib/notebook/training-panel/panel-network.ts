import type { tf } from "../../engine/tensorflow";
import { ageGenderNetwork } from "../../model/networks/age-gender-network";
import { faceresNetwork } from "../prepared/faceres-network";

/** The networks that can be chosen: all with a name but `vgg-16`, which takes hours where there is no GPU. */
export const PANEL_NETWORKS = ["shared-cnn", "residual", "faceres"] as const;

/** The name of one. */
export type PanelNetwork = (typeof PANEL_NETWORKS)[number];

/**
 * A new network of that name.
 *
 * @returns a model owned by the caller, who disposes it
 * @throws where the weights of `faceres` cannot be fetched
 */
export async function panelNetwork(
  trunk: PanelNetwork,
  options: { imageSize: number; seed: number },
): Promise<tf.LayersModel> {
  return trunk === "faceres" ? faceresNetwork(options) : ageGenderNetwork({ trunk, ...options });
}
