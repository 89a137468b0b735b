import { namePrefixOf } from "../../../lib/naming";
import { variant } from "../../support/variants";
import { variants } from "./variants";

/** Types that IAM policies limit by name, and how long the AWS provider lets a prefix be. */
const LIMITS: Readonly<Record<string, readonly [property: "namePrefix" | "bucketPrefix", length: number]>> = {
  "aws:cloudwatch/logGroup:LogGroup": ["namePrefix", 486],
  "aws:iam/instanceProfile:InstanceProfile": ["namePrefix", 102],
  "aws:iam/role:Role": ["namePrefix", 38],
  "aws:iam/serverCertificate:ServerCertificate": ["namePrefix", 102],
  "aws:s3/bucket:Bucket": ["bucketPrefix", 37],
  "aws:sns/topic:Topic": ["namePrefix", 230],
};

describe("Physical names", () => {
  const seen = new Set<string>();

  for (const [run, deployed] of Object.entries({ prod: () => variant("prod"), ...variants })) {
    it(`of ${run} begin with the service and the stage, where IAM policies need it, and stay once they exist`, async () => {
      const { recording } = await deployed();
      const start = `servicename-${run === "prod" ? "prod" : "stg"}-`;
      for (const { type, inputs, options } of recording.resources) {
        const [property, length] = LIMITS[type] ?? [];
        if (property === undefined) continue;
        seen.add(type);
        const prefix = inputs[property] as string;
        expect(prefix.startsWith(start), `${type} ${prefix}`).to.equal(true);
        expect(options.ignoreChanges, type).to.deep.equal([property]);
        // elb-SERVICE-STAGE has at most 32 characters.
        const what = prefix.slice(start.length, -1);
        const longest = namePrefixOf({ service: "s".repeat(24), stage: "stg" }, what);
        expect(longest.length, `${type} ${longest}`).to.be.at.most(length ?? 0);
      }
    });
  }

  it("of all these types were looked at", () => {
    expect([...seen].sort()).to.deep.equal(Object.keys(LIMITS));
  });
});

describe("The permissions boundary", () => {
  it("is on every role of a stage that has one, and on none of one that has none", async () => {
    const permissionsBoundary = "arn:aws:iam::123456789012:policy/boundary";
    const config = { access: "ssm", flowLogs: true };
    for (const [expected, settings] of [
      [permissionsBoundary, { ...config, permissionsBoundary }],
      [undefined, config],
    ] as const) {
      const roles = (await variant("stg", { config: settings })).all("aws.iam.Role");
      expect(roles.map(({ name }) => name).sort()).to.deep.equal(["flow-logs", "session-manager"]);
      for (const { name, inputs } of roles) expect(inputs.permissionsBoundary, name).to.equal(expected);
    }
  });
});
