import { accountPlanAllows } from "../../../preflight/account-plan";
import { messageOf } from "../../support/waits";
import { awsError, fakeClients, issuesOf } from "./support";

const USED = [
  { setting: "instanceTypes.web", type: "t4g.micro", zones: [] },
  { setting: "instanceTypes.nat", type: "t4g.nano", zones: [] },
];
const TYPES = [
  { InstanceType: "t4g.micro", FreeTierEligible: true },
  { InstanceType: "t4g.nano", FreeTierEligible: false },
];

function check(plan: string | undefined | Error) {
  const { clients } = fakeClients({
    DescribeInstanceTypes: [
      { InstanceTypes: TYPES },
      { InstanceTypes: [{ InstanceType: "t4g.small" }, { InstanceType: "t4g.micro" }] },
    ],
  });
  const accountPlan = () => (plan instanceof Error ? Promise.reject(plan) : Promise.resolve(plan));
  return issuesOf(accountPlanAllows(USED, { ...clients, accountPlan }));
}

describe("The account's plan", () => {
  it("allows any instance type on the Paid plan, or without a plan", async () => {
    for (const plan of ["PAID", undefined]) expect((await check(plan)).issues).to.deep.equal([]);
  });

  it("rejects types that the Free plan does not launch, and lists those that it does", async () => {
    expect((await check("FREE")).issues).to.deep.equal([
      "the account is on the Free plan, which does not allow these instance types: instanceTypes.nat: t4g.nano. Upgrade to the " +
        "Paid plan (https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/free-tier-plans.html), or use one of: " +
        "t4g.micro, t4g.small",
    ]);
  });

  it("blocks nothing if it is unknown", async () => {
    for (const name of ["ResourceNotFoundException", "TimeoutError", "NotImplemented"]) {
      expect((await check(awsError(name))).issues, name).to.deep.equal([]);
    }
    expect(await messageOf(() => check(awsError("AccessDeniedException", "not authorized")))).to.contain(
      "not authorized",
    );
  });
});
