import type { ApiResponse, ApiCall, Ask, Patch, Next } from "../api";
import { errorResponse } from "../api-response";
import { bodyOf, textsOf } from "../xml";
import { Account, type Quotas } from "./account";
import type { Rejection, Translation } from "./rejection";
import { Request } from "./request";

export interface Rejecter extends Patch {
  /** Replaces the rules; existing resources stay. For tests. */
  use(rejections: readonly Rejection[], translations: readonly Translation[]): void;
  /** Changes some of the account's quotas. For tests. */
  setQuotas(quotas: Quotas): void;
}

/** A patch that returns the first rejection that applies to a call, in the order of the rules. */
export function createRejecter(rejections: readonly Rejection[], translations: readonly Translation[]): Rejecter {
  let rules = byAction(rejections);
  let codes = translations;
  let quotas: Quotas = {};
  const rulesOf = (call: ApiCall) => rules.get(`${call.service}:${call.action}`) ?? [];
  return {
    description: "calls that AWS rejects are rejected",
    applies: (call) => rulesOf(call).length > 0 || codes.some((code) => isFor(code, call)),
    handle: async (call, next, ask) => {
      const rejection = await firstRejection(rulesOf(call), call, next, ask, quotas);
      return rejection ?? translate(codes, call, await next(call));
    },
    use: (others, otherCodes) => {
      rules = byAction(others);
      codes = otherCodes;
    },
    setQuotas: (changed) => {
      quotas = { ...quotas, ...changed };
    },
  };
}

function byAction(rejections: readonly Rejection[]): Map<string, Rejection[]> {
  const rules = new Map<string, Rejection[]>();
  for (const rejection of rejections) {
    for (const action of rejection.actions) {
      const key = `${rejection.service}:${action}`;
      rules.set(key, [...(rules.get(key) ?? []), rejection]);
    }
  }
  return rules;
}

async function firstRejection(
  rules: readonly Rejection[],
  call: ApiCall,
  next: Next,
  ask: Ask,
  quotas: Quotas,
): Promise<ApiResponse | undefined> {
  if (rules.length === 0) return undefined;
  const request = new Request(call);
  const account = new Account(call, ask, next, quotas);
  for (const { checks, error } of rules) {
    for (const check of checks) {
      const message = await check(request, account);
      if (message !== undefined) return errorResponse(call, error.status ?? 400, error.code, message);
    }
  }
  return undefined;
}

function isFor({ service, actions }: Translation, call: ApiCall): boolean {
  return call.service === service && (actions === undefined || actions.includes(call.action));
}

function translate(translations: readonly Translation[], call: ApiCall, response: ApiResponse): ApiResponse {
  if (response.status < 400 || response.status >= 500) return response;
  const root = bodyOf(response);
  const code = textsOf(root, "Code")[0] ?? "";
  const match = translations.find((one) => isFor(one, call) && one.from.test(code));
  if (root === undefined || match === undefined) return response;
  return errorResponse(call, 400, match.code, textsOf(root, "Message")[0] ?? code);
}
