import { ed25519, rsa, type Values } from "./support";

/** What is done, the place of the one issue that it makes, and the values that it changes. */
export type Mutation = readonly [title: string, place: string, mutate: (values: Values) => Values];

interface ZoneValues {
  readonly name: string;
  readonly publicCidr: string;
  readonly privateCidr: string;
}

function firstZone(values: Values, change: (zone: ZoneValues) => object): Values {
  const [first, ...others] = values.zones as [ZoneValues, ...ZoneValues[]];
  return { zones: [{ ...first, ...change(first) }, ...others] };
}

/** Single mistakes. Each also sets whatever it needs to be one mistake in any valid settings. */
export const mutations: readonly Mutation[] = [
  ["no service", "serviceName", () => ({ serviceName: undefined })],
  ["a service in capitals", "serviceName", () => ({ serviceName: "SHOP" })],
  ["a service with a name too long", "serviceName", () => ({ serviceName: "s".repeat(30) })],
  ["no region", "aws:region", () => ({ "aws:region": undefined })],
  ["an account id that is too short", "aws:allowedAccountIds[0]", () => ({ "aws:allowedAccountIds": ["1"] })],
  ["credentials", "aws:secretKey", () => ({ "aws:secretKey": "x" })],
  ["host bits in the VPC's range", "vpcCidr", () => ({ vpcCidr: "10.0.0.1/16" })],
  ["a public VPC", "vpcCidr", () => ({ vpcCidr: "52.0.0.0/16" })],
  ["no zone", "zones", () => ({ zones: [] })],
  ["a zone of another region", "zones[0].name", (values) => firstZone(values, () => ({ name: "us-east-1a" }))],
  [
    "a zone without a private subnet",
    "zones[0].privateCidr",
    (values) => firstZone(values, () => ({ privateCidr: undefined })),
  ],
  [
    "a subnet too small",
    "zones[0].publicCidr",
    (values) => firstZone(values, ({ publicCidr }) => ({ publicCidr: publicCidr.replace(/\d+$/, "28") })),
  ],
  [
    "a subnet outside the VPC",
    "zones[0].privateCidr",
    (values) => firstZone(values, () => ({ privateCidr: "172.31.0.0/24" })),
  ],
  [
    "two subnets in one place",
    "zones[0].privateCidr",
    (values) => firstZone(values, ({ publicCidr }) => ({ privateCidr: publicCidr })),
  ],
  ["an unknown name in a zone", "zones[0]", (values) => firstZone(values, () => ({ color: "red" }))],
  ["an unknown NAT kind", "nat", () => ({ nat: "gatway" })],
  ["a boolean in words", "natPerZone", () => ({ natPerZone: "yes" })],
  [
    "an invalid address",
    "natEipAllocationIds.gateway.ap-northeast-1a",
    () => ({ nat: "instance", natEipAllocationIds: { gateway: { "ap-northeast-1a": "x" } } }),
  ],
  [
    "addresses without zones",
    "natEipAllocationIds.gateway",
    () => ({
      nat: "gateway",
      natPerZone: false,
      natEipAllocationIds: { gateway: ["eipalloc-00000000"] },
    }),
  ],
  ["a bastion without admin ranges", "bastion", () => ({ bastion: true, adminCidrs: undefined })],
  ["half an hour", "bastionHours", () => ({ bastionHours: 0.5 })],
  ["a bare address", "adminCidrs[0]", () => ({ adminCidrs: ["203.0.113.5"] })],
  ["half of the internet", "adminCidrs[0]", () => ({ adminCidrs: ["0.0.0.0/1"] })],
  ["the internet", "adminCidrs[0]", () => ({ adminCidrs: ["0.0.0.0/0"] })],
  ["a removed setting", "minimal-secure-web:acceptWorldOpenSsh", () => ({ acceptWorldOpenSsh: true })],
  [
    "Session Manager without a NAT",
    "access",
    () => ({ access: "ssm", nat: "none", bastion: false, sshPublicKey: undefined }),
  ],
  [
    "Session Manager with a bastion",
    "bastion",
    () => ({ access: "ssm", nat: "gateway", bastion: true, adminCidrs: ["203.0.113.5/32"], sshPublicKey: undefined }),
  ],
  [
    "Session Manager with a key",
    "sshPublicKey",
    () => ({ access: "ssm", nat: "gateway", bastion: false, sshPublicKey: ed25519 }),
  ],
  ["a short RSA key", "sshPublicKey", () => ({ sshPublicKey: rsa(1024) })],
  ["a type that EC2 does not have", "instanceTypes.nat", () => ({ instanceTypes: { nat: "t4g.pico" } })],
  ["a generation before the first", "imageGeneration", () => ({ imageGeneration: 0 })],
  ["an empty value", "previousImage", () => ({ previousImage: "" })],
  ["min above max", "web.min", () => ({ web: { min: 3, max: 2 } })],
  ["a number in quotes", "web.max", () => ({ web: { min: 1, max: "2" } })],
  ["a missing script", "web.script", () => ({ web: { script: "gone.sh" } })],
  ["broken JSON", "web", () => ({ web: "{min: 1" })],
  ["no validity", "certificate.validityDays", () => ({ certificate: { validityDays: 0 } })],
  [
    "a renewal by every up",
    "certificate.earlyRenewalDays",
    () => ({ certificate: { validityDays: 9, earlyRenewalDays: 9 } }),
  ],
  ["an invalid host name", "certificate.dnsNames[0]", () => ({ certificate: { dnsNames: ["a b"] } })],
  ["an invalid certificate", "certificate.arn", () => ({ certificate: { arn: "arn:aws:s3:::bucket" } })],
  ["no listener", "http", () => ({ http: "off", https: false })],
  ["a redirect without HTTPS", "http", () => ({ http: "redirect", https: false })],
  ["an address without alarms", "alarmEmail", () => ({ alarms: false, alarmEmail: "ops@example.com" })],
  ["an invalid address", "alarmEmail", () => ({ alarms: true, alarmEmail: "ops" })],
  ["an invalid boundary", "permissionsBoundary", () => ({ permissionsBoundary: "AdministratorAccess" })],
  ["a misspelled key", "minimal-secure-web:protcet", () => ({ protcet: true })],
];
