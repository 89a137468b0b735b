import { NOT_KNOWN } from "../../../../../policy/graph";
import { all, another, breaks, INSTANCE, KEY, link, set, setIn, TEMPLATE, type Injection } from "./violation";

const base64 = (text: string): string => Buffer.from(text).toString("base64");

export const INSTANCES: readonly Injection[] = [
  ...(
    [
      ["launch template", TEMPLATE, ""],
      ["NAT instance", INSTANCE, "nat-instance"],
      ["image builder", INSTANCE, "web"],
    ] as const
  ).flatMap(([what, type, name]) => [
    breaks("imdsv2", `the ${what} allows IMDSv1`, setIn(type, name, "metadataOptions", { httpTokens: "optional" })),
    breaks(
      "imds-one-hop",
      `the ${what} has a hop limit of 2`,
      setIn(type, name, "metadataOptions", { httpPutResponseHopLimit: 2 }),
    ),
    breaks("ebs-optimized", `the ${what} is not EBS-optimized`, set(type, name, { ebsOptimized: undefined })),
  ]),
  breaks(
    "imdsv2",
    "the metadata service is not enabled explicitly",
    set(TEMPLATE, "", { metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 } }),
  ),
  breaks(
    "encrypted-volumes",
    "a root volume is not encrypted",
    setIn(INSTANCE, "web", "rootBlockDevice", { encrypted: false }),
  ),
  breaks(
    "encrypted-volumes",
    "the image decides whether volumes of web servers are encrypted",
    set(TEMPLATE, "", { blockDeviceMappings: [] }),
  ),
  breaks(
    "encrypted-volumes",
    "a second volume is not encrypted",
    set(INSTANCE, "nat-instance", { ebsBlockDevices: [{ deviceName: "/dev/sdb", volumeSize: 8 }] }),
  ),
  breaks(
    "no-public-address",
    "web servers get public IP addresses",
    set(TEMPLATE, "", { networkInterfaces: [{ associatePublicIpAddress: "true", securityGroups: [NOT_KNOWN] }] }),
  ),
  breaks(
    "no-public-address",
    "the image builder gets a public IP address",
    set(INSTANCE, "web", { associatePublicIpAddress: true }),
  ),
  breaks(
    "no-public-address",
    "the image builder gets an Elastic IP by an association",
    all(
      another("aws.ec2.Eip", "nat-instance"),
      another(
        "aws.ec2.EipAssociation",
        "nat-instance",
        {},
        { allocationId: ["aws.ec2.Eip", "nat-instance-1a-too"], networkInterfaceId: [INSTANCE, "web"] },
      ),
    ),
  ),
  breaks(
    "no-public-address",
    "the image builder gets an Elastic IP that refers to it",
    another("aws.ec2.Eip", "nat-instance", { instance: NOT_KNOWN }, { instance: [INSTANCE, "web"] }),
  ),
  breaks(
    "source-destination-check",
    "the image builder's source/destination check is off",
    set(INSTANCE, "web", { sourceDestCheck: false }),
  ),
  ...[
    `#!/bin/bash\nexport AWS_ACCESS_KEY_ID=AKIA${"Z".repeat(16)}\n`,
    "#!/bin/bash\nDB_PASSWORD='correct horse battery staple'\n",
    "#!/bin/bash\nexport DB_PASSWORD=correct-horse\n",
    `#!/bin/bash\ncat > key.pem <<'END'\n${KEY}END\n`,
  ].map((userData, index) =>
    breaks("no-secrets-in-user-data", `user data contains secret ${index + 1}`, set(INSTANCE, "web", { userData })),
  ),
  breaks(
    "no-secrets-in-user-data",
    "user data of the launch template contains a secret",
    set(TEMPLATE, "", { userData: base64("#!/bin/bash\napi_key=0123456789abcdef\n") }),
  ),
  breaks(
    "kept-image",
    "the NAT instance starts from the newest image",
    all(set(INSTANCE, "nat-instance", { ami: NOT_KNOWN }), link(INSTANCE, "nat-instance", "ami")),
  ),
  breaks(
    "kept-image",
    "web servers start from Amazon's image",
    link(TEMPLATE, "", "imageId", ["pulumi.Stash", "amazon-linux"]),
  ),
  breaks(
    "no-role-on-public-machines",
    "the bastion has a role",
    set(INSTANCE, "bastion", { iamInstanceProfile: "admin" }),
    "stg with a bastion",
  ),
  breaks(
    "detailed-monitoring",
    "web servers of prod have five-minute metrics",
    set(TEMPLATE, "", { monitoring: { enabled: false } }),
    "prod",
  ),
  breaks(
    "hardware-virtual",
    "an instance type runs paravirtual images",
    set(INSTANCE, "nat-instance", { instanceType: "m1.small" }),
  ),
];
