import { items, membersOf, textAt, type XmlElement } from "../xml";
import type { Account } from "./account";
import { isSecure, portsOf } from "./elb";
import { rejectionsOf, type Rejection } from "./rejection";

const reject = rejectionsOf("elasticloadbalancing");
const invalid = { code: "InvalidConfigurationRequest", status: 409 };
const create = ["CreateLoadBalancerPolicy"];

/** Policy types. */
const types = [
  ...["SSLNegotiationPolicyType", "AppCookieStickinessPolicyType", "LBCookieStickinessPolicyType"],
  ...["PublicKeyPolicyType", "ProxyProtocolPolicyType", "BackendServerAuthenticationPolicyType"],
];

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-security-policy-table.html */
const predefined = [
  ...["ELBSecurityPolicy-TLS-1-2-2017-01", "ELBSecurityPolicy-TLS-1-1-2017-01", "ELBSecurityPolicy-2016-08"],
  ...["ELBSecurityPolicy-2015-05", "ELBSecurityPolicy-2015-03", "ELBSecurityPolicy-2015-02"],
  ...["ELBSecurityPolicy-2014-10", "ELBSecurityPolicy-2014-01", "ELBSecurityPolicy-2011-08"],
  ...["ELBSample-ELBDefaultNegotiationPolicy", "ELBSample-ELBDefaultCipherPolicy"],
  "ELBSample-OpenSSLDefaultNegotiationPolicy",
];

/** Policies of load balancers and of their listeners. */
export const elbPolicies: readonly Rejection[] = [
  // A name with a prefix that is reserved for predefined policies: https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/ssl-config-update.html
  reject(create, invalid, (request) => {
    const name = request.text("PolicyName") ?? "";
    return /^(?:ELBSecurityPolicy-|ELBSample-)/.test(name)
      ? `Policy name ${name} is invalid: the prefixes ELBSecurityPolicy- and ELBSample- are reserved`
      : undefined;
  }),
  // A missing name, or one with invalid characters.
  reject(create, "ValidationError", (request) =>
    /^[a-zA-Z0-9-]+$/.test(request.text("PolicyName") ?? "")
      ? undefined
      : "Policy name must contain only alphanumeric characters or hyphens",
  ),
  // An invalid type.
  reject(create, "PolicyTypeNotFound", (request) => {
    const type = request.text("PolicyTypeName") ?? "";
    return types.includes(type) ? undefined : `Policy type ${type} does not exist`;
  }),
  // A name that is already in use on the load balancer.
  reject(create, "DuplicatePolicyName", async (request, account) => {
    const name = request.text("PolicyName") ?? "";
    const known = await policyNamesOf(request.text("LoadBalancerName") ?? "", account);
    return known.includes(name) ? `Policy with name ${name} already exists for the load balancer` : undefined;
  }),
  // An unknown predefined security policy: https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-security-policy-table.html
  reject(create, invalid, (request) => {
    const named = request
      .structures("PolicyAttributes.member")
      .find(({ AttributeName }) => AttributeName === "Reference-Security-Policy")?.AttributeValue;
    return named === undefined || predefined.includes(named) ? undefined : `There is no policy with name ${named}`;
  }),
  // An attribute that the policy type does not have: https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-security-policy-options.html
  reject(create, invalid, (request) => {
    if (request.text("PolicyTypeName") !== "SSLNegotiationPolicyType") return undefined;
    const attributes = request.structures("PolicyAttributes.member");
    const isReference = attributes.some(({ AttributeName }) => AttributeName === "Reference-Security-Policy");
    if (isReference && attributes.length > 1)
      return "Reference-Security-Policy cannot be combined with other attributes";
    const unknown = attributes.find(
      ({ AttributeName = "" }) =>
        !/^(?:Reference-Security-Policy|Protocol-(?:SSLv[23]|TLSv1(?:\.[12])?)|Server-Defined-Cipher-Order|[A-Z0-9]+(?:-[A-Z0-9]+)+)$/.test(
          AttributeName,
        ),
    );
    return unknown && `Attribute ${unknown.AttributeName ?? ""} is not valid for the policy type`;
  }),
  // A stickiness policy with another attribute, or with an invalid number of seconds: https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-sticky-sessions.html
  reject(create, invalid, (request) => {
    if (request.text("PolicyTypeName") !== "LBCookieStickinessPolicyType") return undefined;
    for (const { AttributeName = "", AttributeValue = "" } of request.structures("PolicyAttributes.member")) {
      if (AttributeName !== "CookieExpirationPeriod")
        return `Attribute ${AttributeName} is not valid for the policy type`;
      if (!/^[1-9]\d*$/.test(AttributeValue)) return "CookieExpirationPeriod must be a positive number of seconds";
    }
    return undefined;
  }),
  // Two policies of one type, or a stickiness policy on a listener that is not HTTP or HTTPS: https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-sticky-sessions.html
  reject("SetLoadBalancerPoliciesOfListener", invalid, async (request, account) => {
    const name = request.text("LoadBalancerName") ?? "";
    const wanted = request.list("PolicyNames.member");
    const types = (await policiesOf(name, account))
      .filter((one) => wanted.includes(textAt(one, "PolicyName") ?? ""))
      .map((one) => textAt(one, "PolicyTypeName") ?? "");
    if (new Set(types).size < types.length) return "A listener can have only one policy of a type";
    const listener = portsOf(await account.loadBalancer(name)).get(request.text("LoadBalancerPort") ?? "");
    return types.some((type) => type.includes("Cookie")) && !/^https?$/i.test(textAt(listener, "Protocol") ?? "")
      ? "Session stickiness policies can be associated with only listeners with type HTTP/HTTPS"
      : undefined;
  }),
  // A policy that does not exist.
  reject("SetLoadBalancerPoliciesOfListener", "PolicyNotFound", async (request, account) => {
    const wanted = request.list("PolicyNames.member").filter((name) => name !== "");
    if (wanted.length === 0) return undefined;
    const known = await policyNamesOf(request.text("LoadBalancerName") ?? "", account);
    const unknown = wanted.find((name) => !known.includes(name));
    return unknown && `There is no policy with name ${unknown} for load balancer`;
  }),
  // A TLS policy on a listener that is not HTTPS or SSL: https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/ssl-config-update.html
  reject("SetLoadBalancerPoliciesOfListener", invalid, async (request, account) => {
    const name = request.text("LoadBalancerName") ?? "";
    const listener = portsOf(await account.loadBalancer(name)).get(request.text("LoadBalancerPort") ?? "");
    if (isSecure(textAt(listener, "Protocol") ?? "")) return undefined;
    const wanted = request.list("PolicyNames.member");
    const negotiating = (await policiesOf(name, account)).find(
      (one) =>
        wanted.includes(textAt(one, "PolicyName") ?? "") &&
        textAt(one, "PolicyTypeName") === "SSLNegotiationPolicyType",
    );
    return negotiating && "The listener does not use HTTPS or SSL";
  }),
  // A policy that a listener uses.
  reject("DeleteLoadBalancerPolicy", invalid, async (request, account) => {
    const balancer = await account.loadBalancer(request.text("LoadBalancerName"));
    const used = items(balancer, "ListenerDescriptions").flatMap((one) =>
      items(one, "PolicyNames").map(({ text }) => text),
    );
    const name = request.text("PolicyName") ?? "";
    return used.includes(name)
      ? `You cannot delete policy [${name}] since it is enabled or referred by other enabled policy.`
      : undefined;
  }),
];

async function policiesOf(loadBalancer: string, account: Account): Promise<readonly XmlElement[]> {
  const named = { LoadBalancerName: loadBalancer };
  return membersOf(
    await account.query("elasticloadbalancing", "DescribeLoadBalancerPolicies", named),
    "PolicyDescriptions",
  );
}

async function policyNamesOf(loadBalancer: string, account: Account): Promise<string[]> {
  return (await policiesOf(loadBalancer, account)).map((one) => textAt(one, "PolicyName") ?? "");
}
