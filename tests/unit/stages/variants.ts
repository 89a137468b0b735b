import type { Deployment } from "../../support";
import { variant } from "../../support/variants";

const ZONE_A = { name: "ap-northeast-1a", publicCidr: "10.0.0.0/24", privateCidr: "10.0.1.0/24" };
const ZONE_C = { name: "ap-northeast-1c", publicCidr: "10.0.2.0/24", privateCidr: "10.0.3.0/24" };
const ADMINS = { bastion: true, bastionHours: 3, adminCidrs: ["203.0.113.0/24", "198.51.100.7/32"] };
const CERTIFICATE = { arn: "arn:aws:iam::123456789012:server-certificate/own" };
const DOMAIN = { names: ["example.com", "*.example.com", "shop.example.com"], hostedZoneId: "Z0123456789ABC" };
const WATCHED = { flowLogs: true, accessLogs: true, alarms: true, alarmEmail: "ops@example.com" };

/** A key that nobody has. */
const PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH";

/** The stage stg with settings changed, each deployed once: together they switch every toggle. */
export const variants = {
  bastion: () => variant("stg", { config: ADMINS }),
  /** No NAT and no HTTPS, though there is a certificate. */
  closed: () => variant("stg", { config: { nat: "none", https: false, certificate: CERTIFICATE } }),
  /** Session Manager through a NAT gateway, and no plain HTTP. */
  sessionManager: () => variant("stg", { config: { access: "ssm", nat: "gateway", http: "off" } }),
  own: () =>
    variant("stg", {
      config: {
        sshPublicKey: PUBLIC_KEY,
        certificate: CERTIFICATE,
        natEipAllocationIds: { instance: { "ap-northeast-1a": "eipalloc-0123456789abcdef0" } },
      },
    }),
  domain: () => variant("stg", { config: { domain: DOMAIN } }),
  /** Logs and alarms, and a NAT instance in each of two zones. */
  watched: () => variant("stg", { config: { ...WATCHED, zones: [ZONE_A, ZONE_C], natPerZone: true } }),
  /** The next generation of Amazon Linux, and web servers of the other architecture. */
  newest: () => variant("stg", { config: { imageGeneration: 2, instanceTypes: { web: "t3.micro" } } }),
  /** Files and parameters on web servers. */
  site: () =>
    variant("stg", { config: { web: { files: "examples/static/site", parameters: ["/shop/stg/password"] } } }),
  /** All that may be secret is. */
  secret: () =>
    variant("stg", {
      config: {
        ...ADMINS,
        ...WATCHED,
        sshPublicKey: PUBLIC_KEY,
        certificate: CERTIFICATE,
        natEipAllocationIds: { instance: { "ap-northeast-1a": "eipalloc-0123456789abcdef0" } },
      },
      secrets: ["adminCidrs", "alarmEmail", "sshPublicKey", "certificate", "natEipAllocationIds"],
    }),
} as const satisfies Record<string, () => Promise<Deployment>>;
