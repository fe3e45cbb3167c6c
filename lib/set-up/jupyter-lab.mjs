/** JupyterLab of `.venv`, on the clone's folder. */
import { once } from "node:events";
import { delimiter, join } from "node:path";
import { start } from "./process/command.mjs";
import { hasLostNpm } from "./process/lost-npm.mjs";

/**
 * Runs JupyterLab until it ends by itself. Ctrl-C, and whatever ends this program, makes it shut its kernels down and end without
 * a question.
 *
 * @param {string} root the clone's folder
 * @param {string[]} options JupyterLab's
 * @returns {Promise<number>} its exit status
 */
export async function runJupyterLab(root, options) {
  const { command, env } = jupyterLabCommand(root, options, process.env);
  console.log("Starting JupyterLab; Ctrl-C ends it.");
  const jupyterLab = start(command, { cwd: root, env, output: "inherit", patience: 10_000 });
  const end = () => jupyterLab.stdin?.end();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, end);
  const watch = setInterval(() => hasLostNpm() && end(), 500);
  const [status] = await once(jupyterLab, "close");
  clearInterval(watch);
  return status;
}

/**
 * @param {string} root
 * @param {string[]} options what JupyterLab is told by the user, after and hence above what it is told here
 * @param {NodeJS.ProcessEnv} environment
 * @param {boolean} isRoot whether the user is root, for whom JupyterLab wants an option
 * @param {NodeJS.Platform} platform
 */
export function jupyterLabCommand(
  root,
  options,
  environment,
  isRoot = process.getuid?.() === 0,
  platform = process.platform,
) {
  const programs = join(root, ".venv/bin");
  const command = [
    join(programs, "python"),
    ...["-m", "jupyterlab"],
    `--ServerApp.root_dir=${root}`, // the file browser shows lib and data beside the notebooks
    "--LabApp.default_url=/lab/tree/notebooks/00-index.ipynb",
    "--MultiKernelManager.default_kernel_name=tslab",
    "--LanguageServerManager.autodetect=False", // the search for language servers takes a second, and the kernel answers itself
    // 200 MB may come from a page at once, such as photos for an upload button, in place of 10: what is larger ends the connection.
    "--ServerApp.tornado_settings={'websocket_max_message_size': 200000000}",
    "--Application.log_level=WARN", // the address is shown all the same
    ...(isRoot ? ["--allow-root"] : []),
    ...(canOpenBrowser(environment, platform) ? [] : ["--no-browser"]),
    ...options,
  ];
  const env = {
    ...environment,
    PATH: `${programs}${delimiter}${environment.PATH ?? ""}`, // what notebooks start finds this Python and this jupyter
    JUPYTER_PREFER_ENV_PATH: "1", // a kernel named tslab in the user's home does not take the place of the workbook's
  };
  return { command, env };
}

/**
 * @param {NodeJS.ProcessEnv} environment
 * @param {NodeJS.Platform} platform
 * @returns {boolean} whether a browser can be shown to whoever sits at the terminal
 */
function canOpenBrowser({ DISPLAY, WAYLAND_DISPLAY, BROWSER, SSH_CONNECTION }, platform) {
  if (BROWSER) return true; // such as that of an editor connected from afar, which opens it at home
  if (platform === "darwin") return !SSH_CONNECTION;
  return Boolean(DISPLAY || WAYLAND_DISPLAY);
}
