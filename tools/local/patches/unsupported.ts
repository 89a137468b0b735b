import type { Patch } from "../api";
import { errorResponse } from "../api-response";

/**
 * An operation that the emulator does not know, or fails in, answers with a web page and status 500, which SDKs try
 * again for ever. AWS's own shape with status 501 is final.
 */
export function unsupported(): Patch {
  return {
    what: "what the emulator cannot do is refused the way AWS refuses",
    applies: () => true,
    handle: async (call, next) => {
      const answer = await next(call);
      const page = String(answer.headers["content-type"] ?? "").startsWith("text/html");
      if (answer.status < 400 || !page || call.service === "moto-api" || call.service === "") return answer;
      const message = `The local emulator does not support ${call.action} of ${call.service} as it was called`;
      return errorResponse(call, 501, "NotImplemented", message);
    },
  };
}
