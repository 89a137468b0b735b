import { spawn } from "node:child_process";
import { UserError } from "../../../lib/user-error";

/** The command that opens a file in its default program, by Node's name of the platform. */
const OPENERS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ["open"],
  // `start` takes the first quoted text for a title.
  win32: ["cmd", "/c", "start", ""],
};

/** After this time without an error the browser counts as open: some openers run as long as it does. */
const START_TIMEOUT_MS = 1000;

/**
 * Opens a file in the system's browser.
 * @throws UserError if there is none
 */
export function openInBrowser(file: string): Promise<void> {
  const [command, ...args] = OPENERS[process.platform] ?? ["xdg-open"];
  return new Promise((resolve, reject) => {
    const opener = spawn(command, [...args, file], { stdio: "ignore", detached: true });
    const timer = setTimeout(resolve, START_TIMEOUT_MS);
    const end = (works: boolean): void => {
      clearTimeout(timer);
      if (works) resolve();
      else reject(new UserError(`no browser could be opened (${command} failed): open ${file} yourself`));
    };
    opener.once("error", () => {
      end(false);
    });
    opener.once("exit", (status) => {
      end(status === 0);
    });
    opener.unref();
  });
}
