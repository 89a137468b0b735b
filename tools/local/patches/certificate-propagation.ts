import { isCall, param, structuresOf, type Patch } from "../api";
import { errorResponse } from "../api-response";

/** AWS takes seconds as a rule, 15 minutes at the most: long enough here to tell who retries from who does not. */
const PROPAGATION_MS = 3_000;

/**
 * A load balancer does not know a new certificate of IAM's at once; in the emulator it does.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/ts-elb-error-api-response.html
 *
 * @param propagationMs milliseconds after the upload for which load balancers reject it
 */
export function certificatePropagation(propagationMs = PROPAGATION_MS): Patch {
  /** When load balancers know a certificate, by its name. */
  const knownAt = new Map<string, number>();
  return {
    what: "a new server certificate is unknown to load balancers for some seconds",
    applies: (call) =>
      isCall(call, "iam", "UploadServerCertificate") ||
      isCall(
        call,
        "elasticloadbalancing",
        "CreateLoadBalancer",
        "CreateLoadBalancerListeners",
        "SetLoadBalancerListenerSSLCertificate",
      ),
    handle: async (call, next) => {
      if (call.service === "iam") {
        const answer = await next(call);
        const name = param(call, "ServerCertificateName") ?? "";
        if (answer.status < 300) knownAt.set(name, Date.now() + propagationMs);
        return answer;
      }
      const arns = [
        param(call, "SSLCertificateId"),
        ...structuresOf(call, "Listeners.member").map(({ SSLCertificateId }) => SSLCertificateId),
      ];
      const unknown = arns.find((arn = "") => Date.now() < (knownAt.get(arn.split("/").at(-1) ?? "") ?? 0));
      if (unknown === undefined) return next(call);
      return errorResponse(call, 400, "CertificateNotFound", `Server Certificate not found for the key: ${unknown}`);
    },
  };
}
