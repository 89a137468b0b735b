import type { Patch } from "../api";
import { errorResponse } from "../api-response";

/**
 * For an operation that it does not support, or in which it crashes, the emulator returns a web page with status 500,
 * which SDKs retry for a long time. An AWS error with status 501 is final.
 */
export function unsupported(): Patch {
  return {
    description: "an unsupported operation returns an AWS error",
    applies: () => true,
    handle: async (call, next) => {
      const response = await next(call);
      // A response to HEAD has no body: its type says nothing.
      const page = call.method !== "HEAD" && String(response.headers["content-type"] ?? "").startsWith("text/html");
      if (response.status < 400 || !page || call.service === "moto-api" || call.service === "") return response;
      const message = `The local emulator does not support this call of ${call.service} ${call.action}`;
      return errorResponse(call, 501, "NotImplemented", message);
    },
  };
}
