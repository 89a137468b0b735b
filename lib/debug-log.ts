// The module itself, as the SDK uses it: other imports give a view of it that cannot be changed.
// eslint-disable-next-line @typescript-eslint/no-require-imports
import log = require("@pulumi/pulumi/log");

/** What Pulumi's SDK adds to a note of each answer of the engine: the answer as a whole, secrets opened. */
const ANSWER = /, resp: [\s\S]*$/;

/** Functions that keep answers out: in tests a program runs many times in one process. */
const careful = new WeakSet<typeof log.debug>();

/**
 * Keeps secrets out of Pulumi's debug log. With `--debug` or `-v=3` its SDK writes down every resource as the engine
 * gave it back, private keys included; from here on only that it came back is noted. What the engine itself writes from
 * `-v=9` on cannot be kept in from here.
 */
export function keepSecretsOutOfDebugLog(): void {
  const { debug } = log;
  if (careful.has(debug)) return;
  const shortened: typeof debug = (message, ...rest) => debug(message.replace(ANSWER, ""), ...rest);
  careful.add(shortened);
  // The SDK looks the function up at each note.
  Object.defineProperty(log, "debug", { value: shortened, configurable: true });
}
