import { setMaxListeners } from "node:events";
import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttps, type ServerOptions } from "node:https";
import { createServer as createTcp, type AddressInfo, type Server } from "node:net";
import { join } from "node:path";

import { EC2Client } from "@aws-sdk/client-ec2";

import { groupSettings } from "../../../../../config/parse";
import type { SettingValues } from "../../../../../config/settings";
import type { Machine } from "../../../../../tools/ops/machines";
import type { OperatedStage } from "../../../../../tools/ops/stage";
import { readStage } from "../../../../../tools/ops/stage";
import type { Clients, Scene, World } from "../../../../../tools/ops/verify/scene";
import { selfSigned } from "../../../../support/certificates";
import { fakeApi, type ApiCall } from "../../../../support/waits";
import { machine } from "../support";
import { settingsOf } from "../../../config/support";

const ROOT = join(__dirname, "..", "..", "..", "..", "..");

/** The load balancer's name in the DNS. */
export const NAME = "elb-servicename-stg-1234.ap-northeast-1.elb.amazonaws.com";
export const POLICY = "ELBSecurityPolicy-TLS-1-2-2017-01";
export const ARN = "arn:aws:iam::123456789012:server-certificate/certificate-0abc";

/** The certificate that the stage has uploaded. */
export const UPLOADED = selfSigned("servicename-stg");

/** The stage `stg` with other settings, by key. */
export function stageWith(changed: Partial<SettingValues> = {}): OperatedStage {
  const values = settingsOf({ serviceName: "servicename" });
  return { ...readStage(ROOT, "stg"), settings: groupSettings({ ...values, ...changed }) };
}

/** A web server. */
export const WEB = machine("web", "i-0aa", { startedAt: new Date(0) });
/** The NAT instance, at an address of this machine. */
export const NAT: Machine = { ...WEB, role: "nat", id: "i-0cc", privateIp: "10.0.0.5", publicIp: "127.0.0.3" };
/** A bastion, at another one. */
export const BASTION: Machine = { ...WEB, role: "bastion", id: "i-0bb", privateIp: "10.0.0.9", publicIp: "127.0.0.2" };

/** Listeners as the stage asks for them. */
export const LISTENERS = [
  {
    Listener: {
      ...{ Protocol: "HTTPS", LoadBalancerPort: 443, InstanceProtocol: "HTTP", InstancePort: 80 },
      SSLCertificateId: ARN,
    },
    PolicyNames: ["tls-1-2-2017-01"],
  },
  { Listener: { Protocol: "HTTP", LoadBalancerPort: 80, InstanceProtocol: "HTTP", InstancePort: 80 }, PolicyNames: [] },
];

/** A load balancer's policies, by name with the predefined policy that each refers to. */
export function policies(references: Readonly<Record<string, string | undefined>>): object {
  return {
    PolicyDescriptions: Object.entries(references).map(([PolicyName, AttributeValue]) => ({
      PolicyName,
      PolicyTypeName: "SSLNegotiationPolicyType",
      PolicyAttributeDescriptions: [
        ...(AttributeValue === undefined ? [] : [{ AttributeName: "Reference-Security-Policy", AttributeValue }]),
        { AttributeName: "Protocol-TLSv1.2", AttributeValue: "true" },
      ],
    })),
  };
}

/** A group of healthy servers, as AWS answers. */
export function healthy(
  ...ids: readonly string[]
): Record<"DescribeAutoScalingGroups" | "DescribeInstanceHealth", object> {
  return {
    DescribeAutoScalingGroups: {
      AutoScalingGroups: [
        { Instances: ids.map((InstanceId) => ({ InstanceId, LifecycleState: "InService", HealthStatus: "Healthy" })) },
      ],
    },
    DescribeInstanceHealth: { InstanceStates: ids.map((InstanceId) => ({ InstanceId, State: "InService" })) },
  };
}

/** What AWS answers, one after the other, by action. */
export type Answers = Readonly<Record<string, readonly unknown[]>>;

/** What AWS answers of a stage that is well, each answer for ever. */
export const WELL: Answers = {
  DescribeLoadBalancers: [{ LoadBalancerDescriptions: [{ DNSName: NAME, ListenerDescriptions: LISTENERS }] }],
  ...Object.fromEntries(Object.entries(healthy("i-0aa")).map(([name, answer]) => [name, [answer]])),
  DescribeLoadBalancerPolicies: [policies({ "tls-1-2-2017-01": POLICY })],
  DescribeInstances: [{ Reservations: [{ Instances: [{ InstanceId: "i-0aa" }] }] }],
  GetServerCertificate: [
    {
      ServerCertificate: {
        CertificateBody: UPLOADED.cert,
        Tags: [
          { Key: "Service", Value: "servicename" },
          { Key: "Stage", Value: "stg" },
        ],
      },
    },
  ],
};

/** What a check looks at in a test. */
export interface Staged {
  readonly scene: Scene;
  /** Calls of AWS. */
  readonly calls: readonly ApiCall[];
  /** What it said meanwhile. */
  readonly said: readonly string[];
}

/** What a test changes of a stage that is well. */
export interface Changes {
  readonly settings?: Partial<SettingValues>;
  readonly answers?: Answers;
  readonly machines?: readonly Machine[];
  readonly listeners?: typeof LISTENERS;
  readonly ports?: Partial<World["ports"]>;
  readonly world?: Partial<World>;
}

/** A world in which everything that AWS says is well, and whose time passes by pauses alone. */
export function staged({ settings, answers, machines, listeners, ports, world }: Changes = {}): Staged {
  const { client, calls } = fakeApi<never>({ ...WELL, ...answers });
  const give = (): Promise<never> => Promise.resolve(client);
  // What reads page by page wants a client of the SDK's own class.
  const ec2 = Object.assign(Object.create(EC2Client.prototype) as EC2Client, client);
  const clients: Clients = { ec2: () => Promise.resolve(ec2), elb: give, autoScaling: give, iam: give };
  const said: string[] = [];
  let now = Date.now();
  const { signal } = new AbortController();
  // Each connection listens to it.
  setMaxListeners(0, signal);
  const scene: Scene = {
    machinesRun: true,
    clients,
    addressesOf: () => Promise.resolve(["127.0.0.1"]),
    ports: { http: 1, https: 1, ssh: 22, tried: [], ...ports },
    clock: {
      now: () => now,
      sleep: (milliseconds) => {
        now += milliseconds;
        return new Promise((resolve) => setImmediate(resolve));
      },
    },
    runOn: () => Promise.reject(new Error("nobody expected a login")),
    signal,
    ...world,
    stage: stageWith(settings),
    deployed: {
      loadBalancer: { name: "elb-servicename-stg", dnsName: NAME, listeners: listeners ?? LISTENERS },
      machines: machines ?? [WEB, NAT],
    },
    say: (text) => said.push(text),
  };
  return { scene, calls, said };
}

/** Real servers on loopback addresses of this machine, at free ports. */
export class Servers {
  private readonly running: Server[] = [];

  /** @returns its port */
  http(answer: RequestListener, address = "127.0.0.1"): Promise<number> {
    return this.listen(createHttp(answer), address);
  }

  /** @returns its port */
  https(options: ServerOptions, answer: RequestListener, address = "127.0.0.1"): Promise<number> {
    return this.listen(createHttps(options, answer), address);
  }

  /** Something that takes connections. @returns its port */
  tcp(address: string, port = 0, connected: () => void = () => undefined): Promise<number> {
    return this.listen(
      createTcp((socket) => {
        socket.on("error", () => undefined);
        connected();
      }),
      address,
      port,
    );
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.running.splice(0).map(
        (server) =>
          new Promise((resolve) => {
            server.close(resolve);
            if ("closeAllConnections" in server) (server.closeAllConnections as () => void)();
          }),
      ),
    );
  }

  private async listen(server: Server, address: string, port = 0): Promise<number> {
    this.running.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, address, resolve);
    });
    return (server.address() as AddressInfo).port;
  }
}
