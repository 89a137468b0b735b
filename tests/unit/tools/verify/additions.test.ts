import { additions } from "../../../../tools/verify/additions";
import { passed } from "../../../../tools/verify/check";
import { failureOf, staged, tags, type Answers } from "./support";

const OURS = tags({ Service: "servicename", Stage: "stg", ManagedBy: "pulumi" });

const GROUP = { GroupId: "sg-1", Tags: [...OURS, ...tags({ Name: "securitygroup-servicename-stg-web" })] };
const TABLE = { RouteTableId: "rtb-1", Tags: [...OURS, ...tags({ Name: "rtb-servicename-stg-public" })] };

/** Rules and routes of the program and of AWS. */
const RULE = { SecurityGroupRuleId: "sgr-1", GroupId: "sg-1", IpProtocol: "tcp", FromPort: 80, ToPort: 80, Tags: OURS };
const ROUTES = [
  { Origin: "CreateRouteTable", DestinationCidrBlock: "10.0.0.0/16", GatewayId: "local" },
  { Origin: "CreateRoute", DestinationCidrBlock: "0.0.0.0/0", GatewayId: "igw-1" },
  { Origin: "CreateRoute", DestinationPrefixListId: "pl-1", GatewayId: "vpce-1" },
];

function deployed({ rules = [], routes = [] }: { rules?: readonly object[]; routes?: readonly object[] }): Answers {
  return {
    DescribeSecurityGroups: [{ SecurityGroups: [GROUP] }],
    DescribeSecurityGroupRules: [{ SecurityGroupRules: [RULE, ...rules] }],
    DescribeRouteTables: [{ RouteTables: [{ ...TABLE, Routes: [...ROUTES, ...routes] }] }],
  };
}

const FOUND = "which the stage has not created; to delete it: aws ec2";
const REGION = "--region ap-northeast-1";

describe("The check of additions", () => {
  it("passes when there are only the stage's rules and routes, and those of AWS", async () => {
    const { context } = staged({ answers: deployed({}) });
    expect(await additions.run(context)).to.deep.equal(passed("1 security group and 1 route table"));
  });

  it("passes when a program of examples/database has added its rule, and only that of this stage", async () => {
    const database = (stage: string) => ({
      ...{ ...RULE, SecurityGroupRuleId: "sgr-5", FromPort: 5432, ToPort: 5432, IsEgress: true },
      ...{ ReferencedGroupInfo: { GroupId: "sg-5" }, Tags: tags({ Database: stage, ManagedBy: "pulumi" }) },
    });
    const { context } = staged({ answers: deployed({ rules: [database("stg")] }) });
    expect(await additions.run(context)).to.deep.equal(passed("1 security group and 1 route table"));
    expect(await failureOf(additions, { answers: deployed({ rules: [database("prod")] }) })).to.contain(
      "tcp 5432 to sg-5",
    );
  });

  for (const [what, rule, text, direction] of [
    ["a port opened to the internet", { FromPort: 22, ToPort: 22, CidrIpv4: "0.0.0.0/0" }, "tcp 22 from 0.0.0.0/0"],
    ["a range of ports", { FromPort: 1, ToPort: 9, CidrIpv6: "::/0", IsEgress: true }, "tcp 1-9 to ::/0", "egress"],
    ["all traffic", { IpProtocol: "-1", ReferencedGroupInfo: { GroupId: "sg-2" } }, "all traffic from sg-2"],
    [
      "a rule with another stage's tags",
      { CidrIpv4: "10.0.0.0/8", Tags: tags({ Stage: "prod" }) },
      "tcp 80 from 10.0.0.0/8",
    ],
  ] as const) {
    it(`names an added rule and the command that deletes it: ${what}`, async () => {
      const ports = "IpProtocol" in rule ? { FromPort: -1, ToPort: -1 } : {};
      const added = { ...RULE, SecurityGroupRuleId: "sgr-9", Tags: [], ...ports, ...rule };
      expect(await failureOf(additions, { answers: deployed({ rules: [added] }) })).to.equal(
        `security group securitygroup-servicename-stg-web has the rule sgr-9: ${text}, ${FOUND} ` +
          `revoke-security-group-${direction ?? "ingress"} --group-id sg-1 --security-group-rule-ids sgr-9 ${REGION}`,
      );
    });
  }

  it("fails if it finds nothing to compare, as when a stage's tags were changed by hand", async () => {
    const answers = { ...deployed({}), DescribeSecurityGroups: [{}], DescribeRouteTables: [{}] };
    const { context, calls } = staged({ answers });
    const missing = ["security group", "route table"].map(
      (what) => `no ${what} has the stage's tags (Service=servicename, Stage=stg)`,
    );
    expect(await additions.run(context)).to.deep.equal({ status: "failed", detail: missing.join("; ") });
    expect(calls.map(([action]) => action)).to.not.include("DescribeSecurityGroupRules");
  });

  it("names an added route and the command that deletes it", async () => {
    const routes = [
      { Origin: "CreateRoute", DestinationCidrBlock: "192.168.0.0/16", VpcPeeringConnectionId: "pcx-1" },
      { Origin: "CreateRoute", DestinationIpv6CidrBlock: "fd00::/8", VpcPeeringConnectionId: "pcx-1" },
    ];
    const table = "route table rtb-servicename-stg-public has a route to";
    expect(await failureOf(additions, { answers: deployed({ routes }) })).to.equal(
      `${table} 192.168.0.0/16, ${FOUND} delete-route --route-table-id rtb-1 --destination-cidr-block 192.168.0.0/16 ${REGION}; ` +
        `${table} fd00::/8, ${FOUND} delete-route --route-table-id rtb-1 --destination-ipv6-cidr-block fd00::/8 ${REGION}`,
    );
  });
});
