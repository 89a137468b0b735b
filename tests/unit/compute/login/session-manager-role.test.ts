import { SessionManagerRole } from "../../../../compute/login/session-manager-role";
import { deploy, resolve, type Deployment } from "../../../support";
import { contextOf } from "../../../support/context";
import { nameTags, needs } from "../../../support/names";

describe("The role for Session Manager", () => {
  let deployed: Deployment<SessionManagerRole>;

  before(async () => {
    deployed = await deploy(() => new SessionManagerRole("session-manager", { context: contextOf("stg") }));
  });

  it("has Names on its role and instance profile", () => {
    expect(nameTags([deployed.only("aws.iam.Role"), deployed.only("aws.iam.InstanceProfile")])).to.deep.equal({
      "InstanceProfile session-manager": "role-servicename-stg-web",
      "Role session-manager": "role-servicename-stg-web",
    });
  });

  it("has names that begin with the service and the stage, and keeps the names of a stage that exists", () => {
    for (const type of ["aws.iam.Role", "aws.iam.InstanceProfile"] as const) {
      const resource = deployed.only(type);
      expect(resource.inputs.namePrefix, type).to.equal("servicename-stg-session-");
      expect(resource.options.ignoreChanges, type).to.deep.equal(["namePrefix"]);
    }
  });

  it("trusts the service principal of EC2 in China in regions there", async () => {
    const china = await deploy(
      () => new SessionManagerRole("session-manager", { context: contextOf("stg", { region: "cn-north-1" }) }),
    );
    expect(china.only("aws.iam.Role").inputs.assumeRolePolicy).to.contain('"ec2.amazonaws.com.cn"');
  });

  it("can be assumed by EC2 only", () => {
    expect(JSON.parse(deployed.only("aws.iam.Role").inputs.assumeRolePolicy as string)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
  });

  it("may open the channels of the agent only, and read no parameter", () => {
    const { role, policy } = deployed.only("aws.iam.RolePolicy").inputs;
    expect(role).to.equal(deployed.only("aws.iam.Role").outputs.name);
    expect(JSON.parse(policy as string)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: [
            "ssm:UpdateInstanceInformation",
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel",
          ],
          Resource: "*",
        },
      ],
    });
    expect(deployed.only("aws.iam.Role").inputs).not.to.have.property("managedPolicyArns");
  });

  it("has an instance profile only after its policy", async () => {
    const profile = deployed.only("aws.iam.InstanceProfile");
    expect(needs(deployed, profile)).to.deep.equal(["Role session-manager", "RolePolicy session-manager"]);
    expect(await resolve(deployed.made.instanceProfileArn)).to.equal(profile.outputs.arn);
    expect(await resolve(deployed.made.instanceProfileName)).to.equal(profile.outputs.name);
  });
});
