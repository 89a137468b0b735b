import { ed25519, rsa, type Values } from "./support";

const ACM = "arn:aws:acm:ap-northeast-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";

interface ZoneValues {
  readonly publicCidr: string;
}

/** Values to set, or the changes to the first zone. */
type Mistake = Values | ((zone: ZoneValues) => Values);

export function mutated(values: Values, mistake: Mistake): Values {
  if (typeof mistake !== "function") return { ...values, ...mistake };
  const [first, ...others] = values.zones as [ZoneValues, ...ZoneValues[]];
  return { ...values, zones: [{ ...first, ...mistake(first) }, ...others] };
}

/** Single mistakes and the place of their issue. Each also sets what makes it a single mistake in any valid settings. */
export const MISTAKES: readonly (readonly [place: string, mistake: Mistake])[] = [
  ["serviceName", { serviceName: undefined }],
  ["serviceName", { serviceName: "SHOP" }],
  ["serviceName", { serviceName: "s".repeat(30) }],
  ["aws:region", { "aws:region": undefined }],
  ["aws:allowedAccountIds[0]", { "aws:allowedAccountIds": ["1"] }],
  ["aws:secretKey", { "aws:secretKey": "x" }],
  ["vpcCidr", { vpcCidr: "10.0.0.1/16" }],
  ["vpcCidr", { vpcCidr: "52.0.0.0/16" }],
  ["zones", { zones: [] }],
  ["zones[0].name", () => ({ name: "us-east-1a" })],
  ["zones[0].privateCidr", () => ({ privateCidr: undefined })],
  ["zones[0].publicCidr", ({ publicCidr }) => ({ publicCidr: publicCidr.replace(/\d+$/, "28") })],
  ["zones[0].privateCidr", () => ({ privateCidr: "172.31.0.0/24" })],
  ["zones[0].privateCidr", ({ publicCidr }) => ({ privateCidr: publicCidr })],
  ["zones[0]", () => ({ color: "red" })],
  ["nat", { nat: "gatway" }],
  ["natPerZone", { natPerZone: "yes" }],
  [
    "natEipAllocationIds.gateway.ap-northeast-1a",
    { nat: "instance", natEipAllocationIds: { gateway: { "ap-northeast-1a": "x" } } },
  ],
  [
    "natEipAllocationIds.gateway",
    { nat: "gateway", natPerZone: false, natEipAllocationIds: { gateway: ["eipalloc-00000000"] } },
  ],
  ["bastion", { bastion: true, adminCidrs: undefined }],
  ["bastionHours", { bastionHours: 0.5 }],
  ["adminCidrs[0]", { adminCidrs: ["203.0.113.5"] }],
  ["adminCidrs[0]", { adminCidrs: ["0.0.0.0/1"] }],
  ["adminCidrs[0]", { adminCidrs: ["0.0.0.0/0"] }],
  ["minimal-secure-web:acceptWorldOpenSsh", { acceptWorldOpenSsh: true }],
  ["access", { access: "ssm", nat: "none", bastion: false, sshPublicKey: undefined, web: {} }],
  [
    "bastion",
    { access: "ssm", nat: "gateway", bastion: true, adminCidrs: ["203.0.113.5/32"], sshPublicKey: undefined },
  ],
  ["sshPublicKey", { access: "ssm", nat: "gateway", bastion: false, sshPublicKey: ed25519 }],
  ["sshPublicKey", { sshPublicKey: rsa(1024) }],
  ["instanceTypes.nat", { instanceTypes: { nat: "t4g.pico" } }],
  ["imageGeneration", { imageGeneration: 0 }],
  ["previousImage", { previousImage: "" }],
  ["web.min", { web: { min: 3, max: 2 } }],
  ["web.max", { web: { min: 1, max: "2" } }],
  ["web.script", { web: { script: "gone.sh" } }],
  ["web.files", { web: { files: "gone" } }],
  ["web.parameters[0]", { nat: "gateway", web: { parameters: ["a b"] } }],
  ["web", { nat: "none", access: "ssh", web: { parameters: ["/a"] } }],
  ["web", { web: "{min: 1" }],
  ["certificate.validityDays", { domain: undefined, hsts: undefined, certificate: { validityDays: 0 } }],
  [
    "certificate.earlyRenewalDays",
    { domain: undefined, hsts: undefined, certificate: { validityDays: 9, earlyRenewalDays: 9 } },
  ],
  ["certificate.dnsNames[0]", { domain: undefined, hsts: undefined, certificate: { dnsNames: ["a b"] } }],
  ["certificate.arn", { domain: undefined, hsts: undefined, certificate: { arn: "arn:aws:s3:::bucket" } }],
  ["http", { domain: undefined, hsts: undefined, http: "off", https: false }],
  ["http", { domain: undefined, hsts: undefined, http: "redirect", https: false }],
  [
    "domain.names[0]",
    { https: true, hsts: undefined, certificate: undefined, domain: { names: ["shop"], hostedZoneId: "Z1234" } },
  ],
  ["domain.hostedZoneId", { https: true, hsts: undefined, certificate: undefined, domain: { names: ["example.com"] } }],
  [
    "domain",
    { https: true, hsts: undefined, certificate: {}, domain: { names: ["example.com"], hostedZoneId: "Z1234" } },
  ],
  ["hsts", { https: true, http: "serve", hsts: true, domain: undefined, certificate: { arn: ACM } }],
  ["hsts", { https: true, http: "redirect", hsts: true, domain: undefined, certificate: undefined }],
  ["web.stickiness", { web: { stickiness: 0 } }],
  ["alarmEmail", { alarms: false, alarmEmail: "ops@example.com" }],
  ["alarmEmail", { alarms: true, alarmEmail: "ops" }],
  ["permissionsBoundary", { permissionsBoundary: "AdministratorAccess" }],
  ["minimal-secure-web:protcet", { protcet: true }],
];
