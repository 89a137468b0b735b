import * as fc from "fast-check";
import { instanceTypeNames } from "../../../config/instance-types";
import { ed25519, rsa, type Values } from "./support";

const letters = ["a", "b", "c", "d"];

/** A VPC of /16 to /22 and one to four zones in it, the halves of which are cut into equal subnets. */
const network = fc
  .record({
    base: fc.constantFrom("10.N.0.0", "172.16.0.0", "192.168.0.0"),
    second: fc.nat(255),
    prefix: fc.integer({ min: 16, max: 22 }),
    names: fc.shuffledSubarray(letters, { minLength: 1 }),
  })
  .map(({ base, second, prefix, names }) => {
    const [a = "", b = ""] = base.replace("N", String(second)).split(".");
    const subnet = (index: number): string => {
      // Eight equal parts: the first four public, the others private.
      const at = index * 2 ** (32 - prefix - 3);
      return `${a}.${b}.${Math.floor(at / 256)}.${at % 256}/${prefix + 3}`;
    };
    return {
      vpcCidr: `${a}.${b}.0.0/${prefix}`,
      zones: names.map((letter, index) => ({
        name: `ap-northeast-1${letter}`,
        publicCidr: subnet(index),
        privateCidr: subnet(index + 4),
      })),
    };
  });

const admins = fc.uniqueArray(
  fc.oneof(
    fc.tuple(fc.integer({ min: 11, max: 99 }), fc.nat(255)).map(([a, b]) => `${a}.${b}.7.0/24`),
    fc.integer({ min: 8, max: 15 }).map((prefix) => `10.0.0.0/${prefix}`),
    fc.nat(255).map((last) => `198.51.100.${last}/32`),
  ),
  { minLength: 1, maxLength: 4 },
);

const web = fc
  .tuple(
    fc.integer({ min: 1, max: 100 }),
    fc.integer({ min: 1, max: 100 }),
    fc.option(fc.integer({ min: 1, max: 604_800 })),
  )
  .map(([a, b, stickiness]) => ({
    ...{ min: Math.min(a, b), max: Math.max(a, b) },
    ...(stickiness === null ? {} : { stickiness }),
  }));

const parameters = fc.uniqueArray(fc.stringMatching(/^\/shop(\/[a-z]{3,9}){1,4}$/), { minLength: 1, maxLength: 10 });

const type = fc.constantFrom(...instanceTypeNames);
const types = fc.record({ web: type, nat: type, bastion: type }, { requiredKeys: [] });

const certificate = fc.oneof(
  fc.record(
    {
      commonName: fc.stringMatching(/^[A-Za-z][ -~]{0,40}[A-Za-z]$/),
      dnsNames: fc.uniqueArray(fc.stringMatching(/^(\*\.)?[a-z][a-z0-9]{0,10}\.example$/), { maxLength: 3 }),
      validityDays: fc.integer({ min: 31, max: 3650 }),
      earlyRenewalDays: fc.integer({ min: 0, max: 30 }),
      generation: fc.integer({ min: 1, max: 99 }),
    },
    { requiredKeys: [] },
  ),
  fc.constant({ arn: "arn:aws:iam::123456789012:server-certificate/web" }),
);

/** Valid values, most of them set or left out at random. Rules between settings hold. */
export const randomValues: fc.Arbitrary<Values> = fc
  .record(
    {
      serviceName: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/),
      network,
      nat: fc.constantFrom("instance", "gateway", "none"),
      natPerZone: fc.boolean(),
      bastion: fc.boolean(),
      bastionHours: fc.integer({ min: 0, max: 8760 }),
      adminCidrs: admins,
      sshPublicKey: fc.constantFrom(ed25519, `${ed25519} me@example.com`, rsa(2048)),
      instanceTypes: types,
      imageGeneration: fc.integer({ min: 1, max: 99 }),
      previousImage: fc.boolean(),
      web,
      parameters,
      certificate,
      domain: fc.record({
        names: fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{0,10}\.example\.com$/), {
          minLength: 1,
          maxLength: 10,
        }),
        hostedZoneId: fc.stringMatching(/^Z[A-Z0-9]{12,20}$/),
      }),
      http: fc.constantFrom("serve", "redirect", "off"),
      https: fc.boolean(),
      hsts: fc.boolean(),
      flowLogs: fc.boolean(),
      accessLogs: fc.boolean(),
      alarms: fc.boolean(),
      alarmEmail: fc.constant("ops@example.com"),
      permissionsBoundary: fc.constant("arn:aws:iam::123456789012:policy/boundary"),
      protect: fc.boolean(),
    },
    { requiredKeys: ["serviceName", "network"] },
  )
  .map(({ network: { vpcCidr, zones }, parameters, ...values }) => ({
    ...values,
    ...(parameters === undefined || values.nat === "none" ? {} : { web: { ...values.web, parameters } }),
    vpcCidr,
    zones,
    bastion: values.bastion === true && values.adminCidrs !== undefined,
    domain: values.https === false || values.certificate !== undefined ? undefined : values.domain,
    hsts:
      values.hsts === true &&
      values.http === "redirect" &&
      ((values.domain !== undefined && values.certificate === undefined && values.https !== false) ||
        (values.certificate !== undefined && "arn" in values.certificate)),
    https: values.https !== false || (values.http ?? "serve") !== "serve",
    alarms: values.alarms === true || values.alarmEmail !== undefined,
  }));
