import * as pulumi from "@pulumi/pulumi";

import type { SelfSignedCertificate } from "../config";

/** Days before a certificate's expiry from which on every preview says so, and the alarm is on. */
export const WARNING_DAYS = 60;

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Says so when the time of the certificate in use is nearly up. Nothing else in the program looks at the clock.
 *
 * @param expiresAt RFC 3339; absent: none is in use
 * @returns when it expires, if it is to be renewed now
 */
export async function dueForRenewal(
  expiresAt: string | undefined,
  certificate: Pick<SelfSignedCertificate, "earlyRenewalDays" | "generation">,
): Promise<string | undefined> {
  const { isDue, warning } = expiryOf(expiresAt, certificate);
  if (warning !== undefined) await pulumi.log.warn(warning);
  return isDue ? expiresAt : undefined;
}

/** What is to be done about a certificate in use. */
export interface Expiry {
  /** Its time is so nearly up that it is made anew now. */
  readonly isDue: boolean;
  /** What the user should know; absent: there is time. */
  readonly warning?: string;
}

/** Whether the time of the certificate in use is nearly up. */
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
  if (isDue) return { isDue, warning: `The certificate ${when}: it is made anew now, and swapped in place` };
  if (days >= WARNING_DAYS) return { isDue };
  const command = `pulumi config set --path minimal-secure-web:certificate.generation ${generation + 1}`;
  return { isDue, warning: `The certificate ${when}. For a new one: ${command}` };
}
