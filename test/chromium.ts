import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Chromium's program; nothing where it is not installed (Debian: `apt-get install chromium`). */
export const chromiumPath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);

/**
 * Starts Chromium, without a window and without what it would ask of the network by itself.
 *
 * @param camera - a .y4m file that it takes for its camera, which pages may use
 */
export function launchChromium({ camera }: { camera?: string | undefined } = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
      ...(camera === undefined ? [] : ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]),
      ...(camera === undefined ? [] : [`--use-file-for-fake-video-capture=${camera}`]),
    ],
  });
}
