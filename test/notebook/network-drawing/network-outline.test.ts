import { expect, test } from "vitest";
import { mimeBundle } from "../../../lib/display/display";
import { tf } from "../../../lib/engine/tensorflow";
import { ageGenderNetwork } from "../../../lib/model/networks/age-gender-network";
import { residualTrunk } from "../../../lib/model/networks/residual";
import { sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { networkDiagram } from "../../../lib/notebook/network-drawing/network-diagram";
import { networkOutline } from "../../../lib/notebook/network-drawing/network-outline";

test.each([
  ["shared", () => sharedCnn({ imageSize: 16, filters: [4, 8], dropouts: [0.1, 0.2], kernelSize: 3, units: 16 })],
  ["residual", () => ageGenderNetwork({ trunk: residualTrunk, imageSize: 32 })],
])(
  "the outline of a network, %s, has the weights and the drawing of the network, and leaves no tensor",
  async (_, build) => {
    const tensors = tf.memory().numTensors;
    const { "text/html": html, "text/plain": text } = await mimeBundle(networkOutline(build));
    expect(tf.memory().numTensors).toBe(tensors);
    const model = build();
    const diagram = networkDiagram(model);
    expect(html).toBe(`<p>${model.countParams().toLocaleString("en-US")} weights in all</p>${diagram.svg}`);
    expect(text).toContain(diagram.text);
    // What is built afterwards has weights again.
    const [kernel] = model.getWeights();
    expect(kernel && tf.tidy(() => kernel.abs().max().dataSync()[0])).toBeGreaterThan(0);
    model.dispose();
  },
);
