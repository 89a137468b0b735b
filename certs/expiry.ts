import * as pulumi from "@pulumi/pulumi";
import type { SelfSignedCertificate } from "../config";

/** Days before its expiry from which on every preview warns of it, and the alarm is on. */
export const WARNING_DAYS = 60;

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Warns when the certificate in use expires soon. Nothing else in the program depends on the time.
 * @param expiresAt RFC 3339; undefined when none is in use
 * @returns when it expires, if it is due for renewal
 */
export async function dueForRenewal(
  expiresAt: string | undefined,
  certificate: Pick<SelfSignedCertificate, "earlyRenewalDays" | "generation">,
): Promise<string | undefined> {
  const { isDue, warning } = expiryOf(expiresAt, certificate);
  if (warning !== undefined) await pulumi.log.warn(warning);
  return isDue ? expiresAt : undefined;
}

export interface Expiry {
  /** This deployment renews it. */
  readonly isDue: boolean;
  readonly warning?: string;
}

export function expiryOf(
  expiresAt: string | undefined,
  { earlyRenewalDays, generation }: Pick<SelfSignedCertificate, "earlyRenewalDays" | "generation">,
  now = new Date(),
): Expiry {
  const days = Math.floor((Date.parse(expiresAt ?? "") - now.getTime()) / DAY_MS);
  if (expiresAt === undefined || Number.isNaN(days)) return { isDue: false };
  const isDue = earlyRenewalDays > 0 && days < earlyRenewalDays;
  const when =
    days < 0 ? `has expired (${expiresAt})` : `expires in ${days === 1 ? "a day" : `${days} days`} (${expiresAt})`;
  if (isDue) return { isDue, warning: `The certificate ${when}: this deployment renews it and swaps it in place` };
  if (days >= WARNING_DAYS) return { isDue };
  const command = `pulumi config set --path minimal-secure-web:certificate.generation ${generation + 1}`;
  return { isDue, warning: `The certificate ${when}. To renew it: ${command}` };
}
