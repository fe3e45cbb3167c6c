import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { type TarItem, tarBytes } from "../../files/tar-bytes";

/** An npm registry on this machine with one package, of one version. */
export interface NpmRegistry {
  url: string;
  /** Of the package's tarball. */
  integrity: string;
  close(): Promise<void>;
}

/**
 * @param name - such as `@people/faces`
 * @param files - what is in the package
 */
export async function serveNpmPackage(
  name: string,
  version: string,
  files: Record<string, string>,
): Promise<NpmRegistry> {
  const items: TarItem[] = Object.entries(files).map(([file, content]) => ({ name: `package/${file}`, content }));
  const tarball = gzipSync(await tarBytes(items));
  const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  const http = createServer(({ url: asked = "" }, response) => {
    if (asked === "/package.tgz") return response.end(tarball);
    if (decodeURIComponent(asked) !== `/${name}`) return response.writeHead(404).end("{}");
    const dist = { tarball: `${url}/package.tgz`, integrity };
    return response.end(
      JSON.stringify({ name, "dist-tags": { latest: version }, versions: { [version]: { name, version, dist } } }),
    );
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const close = () =>
    new Promise<void>((resolve) => {
      http.close(() => resolve());
      http.closeAllConnections();
    });
  return { url, integrity, close };
}
