import { param, type ApiCall, type ApiResponse, type Patch } from "../api";
import { errorResponse } from "../api-response";

interface FirstCall {
  readonly params: string;
  readonly response: Promise<ApiResponse>;
}

/**
 * A call with the client token of an earlier one gets the earlier response, and is not executed again. The emulator ignores
 * client tokens. https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
export function clientTokens(): Patch {
  const calls = new Map<string, FirstCall>();
  return {
    description: "a repeated call with the same client token is not executed again",
    applies: (call) => call.service === "ec2" && (param(call, "ClientToken") ?? "") !== "",
    handle: async (call, next) => {
      const key = `${call.region} ${call.action} ${param(call, "ClientToken")}`;
      const first = calls.get(key);
      const params = paramsOf(call);
      if (first !== undefined) {
        if (first.params === params) return first.response;
        const message = "The client token was used by an earlier request with other parameters.";
        return errorResponse(call, 400, "IdempotentParameterMismatch", message);
      }
      // The second call may come while the first is still being executed.
      const response = next(call);
      calls.set(key, { params, response });
      // A call that failed has created nothing, so the token is still free.
      const { status } = await response.catch(() => ({ status: 500 }));
      if (status >= 300) calls.delete(key);
      return response;
    },
  };
}

/** All parameters, whatever their order. */
function paramsOf({ params }: ApiCall): string {
  return JSON.stringify(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)));
}
