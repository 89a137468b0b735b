// The module object that the SDK uses: other imports give a copy that cannot be changed.
// eslint-disable-next-line @typescript-eslint/no-require-imports
import log = require("@pulumi/pulumi/log");

/** What Pulumi's SDK appends to its log line about a response: the whole response, with secrets in plain text. */
const RESPONSE = /, resp: [\s\S]*$/;

/** Functions that are wrapped already: in tests, a program runs many times in one process. */
const wrapped = new WeakSet<typeof log.debug>();

/**
 * Keeps secrets out of Pulumi's debug log. With `--debug` or `-v=3`, the SDK logs every resource as the engine returns
 * it, private keys included; this removes the returned values. The engine's own log from `-v=9` on is out of reach.
 */
export function keepSecretsOutOfDebugLog(): void {
  const { debug } = log;
  if (wrapped.has(debug)) return;
  const shortened: typeof debug = (message, ...rest) => debug(message.replace(RESPONSE, ""), ...rest);
  wrapped.add(shortened);
  // The SDK reads the property for each message.
  Object.defineProperty(log, "debug", { value: shortened, configurable: true });
}
