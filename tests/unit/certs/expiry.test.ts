import { expiryOf } from "../../../certs/expiry";

const NOW = new Date("2026-11-24T12:00:00Z");
const IN_DAYS = (days: number) => new Date(NOW.getTime() + days * 24 * 60 * 60 * 1000).toISOString();
const RAISE = "To renew it: pulumi config set --path minimal-secure-web:certificate.generation 4";

function expiry(days: number, earlyRenewalDays = 0): ReturnType<typeof expiryOf> {
  return expiryOf(IN_DAYS(days), { earlyRenewalDays, generation: 3 }, NOW);
}

describe("The expiry of the certificate in use", () => {
  it("causes nothing without a certificate, or while 60 days or more are left", () => {
    expect(expiryOf(undefined, { earlyRenewalDays: 90, generation: 1 }, NOW)).to.deep.equal({ isDue: false });
    expect(expiryOf("soon", { earlyRenewalDays: 90, generation: 1 }, NOW)).to.deep.equal({ isDue: false });
    expect(expiry(60)).to.deep.equal({ isDue: false });
  });

  it("causes a warning from then on, with what to do", () => {
    expect(expiry(59.9)).to.deep.equal({
      isDue: false,
      warning: `The certificate expires in 59 days (${IN_DAYS(59.9)}). ${RAISE}`,
    });
    expect(expiry(1.5).warning).to.contain("expires in a day (");
    expect(expiry(-2).warning).to.equal(`The certificate has expired (${IN_DAYS(-2)}). ${RAISE}`);
  });

  it("causes a renewal when fewer days are left than those of the early renewal", () => {
    expect(expiry(90, 90).isDue).to.be.false;
    expect(expiry(89.9, 90)).to.deep.equal({
      isDue: true,
      warning: `The certificate expires in 89 days (${IN_DAYS(89.9)}): this deployment renews it and swaps it in place`,
    });
    expect(expiry(-2, 1).isDue).to.be.true;
    expect(expiry(-2, 0).isDue, "without automatic renewal").to.be.false;
  });
});
