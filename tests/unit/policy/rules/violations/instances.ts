import { NOT_KNOWN } from "../../../../../policy/graph";
import { all, another, link, set, setIn, type Change, type Stage } from "../../support/inject";
import { INSTANCE, KEY, SCALING, TEMPLATE, type Injection } from "./violation";

const IMDS = { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 };

const instanceRule = (what: string, rule: string, made: Change, stage?: Stage): Injection => ({
  what,
  rule,
  change: made,
  ...(stage === undefined ? {} : { in: stage }),
});

/** Mistakes in machines, and in what they are made by. */
export const MACHINES: readonly Injection[] = [
  ...(
    [
      ["web server's template", TEMPLATE, ""],
      ["NAT instance", INSTANCE, "nat-instance"],
      ["build machine", INSTANCE, "web"],
    ] as const
  ).flatMap(([what, type, name]) => [
    instanceRule(
      `the ${what} takes IMDSv1`,
      "imdsv2",
      setIn(type, name, "metadataOptions", { httpTokens: "optional" }),
    ),
    instanceRule(
      `metadata of the ${what} goes two hops`,
      "imds-one-hop",
      setIn(type, name, "metadataOptions", { httpPutResponseHopLimit: 2 }),
    ),
    instanceRule(`the ${what} is not EBS-optimized`, "ebs-optimized", set(type, name, { ebsOptimized: undefined })),
  ]),
  instanceRule(
    "whether the metadata service is on is not written down",
    "imdsv2",
    set(TEMPLATE, "", { metadataOptions: { httpTokens: IMDS.httpTokens, httpPutResponseHopLimit: 1 } }),
  ),
  instanceRule(
    "a root volume is not encrypted",
    "encrypted-volumes",
    setIn(INSTANCE, "web", "rootBlockDevice", { encrypted: false }),
  ),
  instanceRule(
    "whether volumes of web servers are encrypted is left to the image",
    "encrypted-volumes",
    set(TEMPLATE, "", { blockDeviceMappings: [] }),
  ),
  instanceRule(
    "a second volume is not encrypted",
    "encrypted-volumes",
    set(INSTANCE, "nat-instance", { ebsBlockDevices: [{ deviceName: "/dev/sdb", volumeSize: 8 }] }),
  ),
  instanceRule(
    "web servers get public addresses",
    "no-public-address",
    set(TEMPLATE, "", { networkInterfaces: [{ associatePublicIpAddress: "true", securityGroups: [NOT_KNOWN] }] }),
  ),
  instanceRule(
    "the build machine gets a public address",
    "no-public-address",
    set(INSTANCE, "web", { associatePublicIpAddress: true }),
  ),
  instanceRule(
    "the build machine gets an Elastic IP",
    "no-public-address",
    all(
      another("aws.ec2.Eip", "nat-instance"),
      another(
        "aws.ec2.EipAssociation",
        "nat-instance",
        {},
        {
          allocationId: ["aws.ec2.Eip", "nat-instance-1a-too"],
          networkInterfaceId: [INSTANCE, "web"],
        },
      ),
    ),
  ),
  instanceRule(
    "the build machine's source/destination check is off",
    "source-destination-check",
    set(INSTANCE, "web", { sourceDestCheck: false }),
  ),
  ...[
    `#!/bin/bash\nexport AWS_ACCESS_KEY_ID=AKIA${"Z".repeat(16)}\n`,
    "#!/bin/bash\nDB_PASSWORD='correct horse battery staple'\n",
    `#!/bin/bash\ncat > key.pem <<'END'\n${KEY}END\n`,
  ].map((userData, index) =>
    instanceRule(
      `a secret stands in user data (${index + 1})`,
      "no-secrets-in-user-data",
      set(INSTANCE, "web", { userData }),
    ),
  ),
  instanceRule(
    "a secret stands in user data of the template",
    "no-secrets-in-user-data",
    set(TEMPLATE, "", { userData: Buffer.from("#!/bin/bash\napi_key=0123456789abcdef\n").toString("base64") }),
  ),
  instanceRule(
    "the NAT instance starts from whatever image is the newest",
    "kept-image",
    all(set(INSTANCE, "nat-instance", { ami: NOT_KNOWN }), link(INSTANCE, "nat-instance", "ami")),
  ),
  instanceRule(
    "web servers start from Amazon's image",
    "kept-image",
    link(TEMPLATE, "", "imageId", ["pulumi.Stash", "amazon-linux"]),
  ),
  instanceRule(
    "the bastion has a role",
    "no-role-on-public-machines",
    set(INSTANCE, "bastion", { iamInstanceProfile: "admin" }),
    "stg with a bastion",
  ),
  instanceRule(
    "web servers of prod are measured every five minutes",
    "detailed-monitoring",
    set(TEMPLATE, "", { monitoring: { enabled: false } }),
    "prod",
  ),
  {
    what: "machines of the group bear no tags",
    rule: "launch-template",
    change: set(SCALING, "", { tags: [] }),
  },
  instanceRule(
    "a password is exported in user data",
    "no-secrets-in-user-data",
    set(INSTANCE, "web", { userData: "#!/bin/bash\nexport DB_PASSWORD=correct-horse\n" }),
  ),
  instanceRule(
    "the build machine has an Elastic IP that names it",
    "no-public-address",
    another("aws.ec2.Eip", "nat-instance", { instance: NOT_KNOWN }, { instance: [INSTANCE, "web"] }),
  ),
  instanceRule(
    "a machine is of a type that runs paravirtual images",
    "hardware-virtual",
    set(INSTANCE, "nat-instance", { instanceType: "m1.small" }),
  ),
];
