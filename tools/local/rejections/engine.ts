import type { ApiResponse, ApiCall, Ask, Patch, Next } from "../api";
import { errorResponse } from "../api-response";
import { parseXml, findAll } from "../xml";
import { Account, type Quotas } from "./account";
import type { Rejection, Translation } from "./rejection";
import { Request } from "./request";

/** Rejects what AWS rejects. */
export interface Refuser extends Patch {
  /** Takes other rules from now on: what was made before stays. For tests. */
  use(rejections: readonly Rejection[], translations: readonly Translation[]): void;
  /** Sets the account's quotas. For tests. */
  setQuotas(quotas: Quotas): void;
}

/** A patch that answers a call with the first refusal that applies to it, in the rules' order. */
export function reject(rejections: readonly Rejection[], translations: readonly Translation[]): Refuser {
  let rules = byAction(rejections);
  let codes = translations;
  let quotas: Quotas = {};
  const rulesOf = (call: ApiCall) => rules.get(`${call.service}:${call.action}`) ?? [];
  return {
    what: "a call that AWS rejects is rejected",
    applies: (call) => rulesOf(call).length > 0 || codes.some((code) => concerns(code, call)),
    handle: async (call, next, ask) => {
      const refusal = await firstRefusal(rulesOf(call), call, next, ask, quotas);
      return refusal ?? translate(codes, call, await next(call));
    },
    use: (others, otherCodes) => {
      rules = byAction(others);
      codes = otherCodes;
    },
    setQuotas: (given) => {
      quotas = { ...quotas, ...given };
    },
  };
}

function byAction(rejections: readonly Rejection[]): Map<string, Rejection[]> {
  const rules = new Map<string, Rejection[]>();
  for (const refusal of rejections) {
    for (const action of refusal.actions) {
      const key = `${refusal.service}:${action}`;
      rules.set(key, [...(rules.get(key) ?? []), refusal]);
    }
  }
  return rules;
}

async function firstRefusal(
  rules: readonly Rejection[],
  call: ApiCall,
  next: Next,
  ask: Ask,
  quotas: Quotas,
): Promise<ApiResponse | undefined> {
  if (rules.length === 0) return undefined;
  const request = new Request(call);
  const account = new Account(call, ask, next, quotas);
  for (const { check, code, status } of rules) {
    const message = await check(request, account);
    if (message !== undefined) return errorResponse(call, status ?? 400, code, message);
  }
  return undefined;
}

function concerns({ service, actions }: Translation, call: ApiCall): boolean {
  return call.service === service && (actions === undefined || actions.includes(call.action));
}

function translate(translations: readonly Translation[], call: ApiCall, answer: ApiResponse): ApiResponse {
  if (answer.status < 400 || answer.status >= 500) return answer;
  const root = parseXml(answer.body.toString("utf8"));
  const code = (root && findAll(root, "Code")[0]?.text) ?? "";
  const fitting = translations.find((one) => concerns(one, call) && one.from.test(code));
  if (root === undefined || fitting === undefined) return answer;
  return errorResponse(call, 400, fitting.code, findAll(root, "Message")[0]?.text ?? code);
}
