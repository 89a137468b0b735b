import { setMaxListeners } from "node:events";
import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttps, type ServerOptions } from "node:https";
import { createServer as createTcp, type AddressInfo, type Server } from "node:net";
import { join } from "node:path";
import { EC2Client } from "@aws-sdk/client-ec2";
import type { SettingValues } from "../../../../config";
import { groupSettings } from "../../../../config/settings";
import { settingsOf } from "../../config/support";
import type { StageInstance } from "../../../../tools/stage/instances";
import { readStage, type OperatedStage } from "../../../../tools/stage/stage";
import type { Check, CheckContext, VerifyIo } from "../../../../tools/verify/check";
import type { Clients } from "../../../../tools/stage/deployed";
import { selfSigned } from "../../../support/certificates";
import { fakeApi } from "../../../support/waits";
import { instance } from "../stage/support";

const ROOT = join(__dirname, "..", "..", "..", "..");

export const NAME = "elb-servicename-stg-1234.ap-northeast-1.elb.amazonaws.com";
export const POLICY = "ELBSecurityPolicy-TLS-1-2-2017-01";
export const ARN = "arn:aws:iam::123456789012:server-certificate/certificate-0abc";

export const UPLOADED = selfSigned("servicename-stg");

/** The stage `stg` with other settings, by key. */
export function stageWith(changed: Partial<SettingValues> = {}): OperatedStage {
  const values = settingsOf({ serviceName: "servicename" });
  return { ...readStage(ROOT, "stg"), settings: groupSettings({ ...values, ...changed }) };
}

export const WEB = instance("web", "i-0aa");
export const NAT = instance("nat", "i-0cc", { privateIp: "10.0.0.5", publicIp: "127.0.0.3" });
export const BASTION = instance("bastion", "i-0bb", { privateIp: "10.0.0.9", publicIp: "127.0.0.2" });

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

/** The answers of AWS by action, in order; the last one repeats. */
export type Answers = Readonly<Record<string, readonly unknown[]>>;

/** A web server that is in service for its group and for the load balancer. */
export const UP = ["InService", "InService"] as const;

/** What the group and the load balancer answer at each poll, by server. */
export function groupAnswers(
  ...polls: readonly Readonly<Record<string, readonly [lifecycle: string, balancer: string]>>[]
): Answers {
  return {
    DescribeAutoScalingGroups: polls.map((servers) => {
      const Instances = Object.entries(servers).map(([InstanceId, [LifecycleState]]) => ({
        ...{ InstanceId, LifecycleState, HealthStatus: "Healthy" },
      }));
      return { AutoScalingGroups: [{ Instances }] };
    }),
    DescribeInstanceHealth: polls.map((servers) => ({
      InstanceStates: Object.entries(servers).map(([InstanceId, [, State]]) => ({ InstanceId, State })),
    })),
  };
}

export function tags(values: Readonly<Record<string, string>>): object[] {
  return Object.entries(values).map(([Key, Value]) => ({ Key, Value }));
}

const HEALTHY: Answers = {
  DescribeLoadBalancers: [{ LoadBalancerDescriptions: [{ DNSName: NAME, ListenerDescriptions: LISTENERS }] }],
  ...groupAnswers({ "i-0aa": UP }),
  TerminateInstances: [{}],
  DescribeSecurityGroups: [{ SecurityGroups: [{ GroupId: "sg-1" }] }],
  DescribeSecurityGroupRules: [{ SecurityGroupRules: [] }],
  DescribeRouteTables: [{ RouteTables: [{ RouteTableId: "rtb-1" }] }],
  DescribeLoadBalancerPolicies: [policies({ "tls-1-2-2017-01": POLICY })],
  DescribeInstances: [
    {
      Reservations: [
        {
          Instances: [
            {
              ...{ InstanceId: "i-0aa", State: { Name: "running" }, PrivateIpAddress: "10.0.1.10" },
              Placement: { AvailabilityZone: "ap-northeast-1a" },
              Tags: tags({ Name: "as-servicename-stg-web" }),
            },
          ],
        },
      ],
    },
  ],
  GetServerCertificate: [
    { ServerCertificate: { CertificateBody: UPLOADED.cert, Tags: tags({ Service: "servicename", Stage: "stg" }) } },
  ],
};

/** How a test differs from a healthy stage. */
export interface Changes {
  readonly settings?: Partial<SettingValues>;
  readonly answers?: Answers;
  readonly instances?: readonly StageInstance[];
  readonly listeners?: typeof LISTENERS;
  readonly ports?: Partial<VerifyIo["ports"]>;
  readonly io?: Partial<VerifyIo>;
}

/** The context of a check: AWS says that all is healthy, and only pauses take time. */
export function staged({ settings, answers, instances, listeners, ports, io }: Changes = {}) {
  const { client, calls } = fakeApi<never>({ ...HEALTHY, ...answers });
  const give = (): Promise<never> => Promise.resolve(client);
  // The SDK's paginators require an instance of its own class.
  const ec2 = Object.assign(Object.create(EC2Client.prototype) as EC2Client, client);
  const clients: Clients = {
    ...{ acm: give, autoScaling: give, elb: give, iam: give, route53: give },
    ec2: () => Promise.resolve(ec2),
  };
  const said: string[] = [];
  let now = Date.now();
  const { signal } = new AbortController();
  // Each connection adds a listener.
  setMaxListeners(0, signal);
  const context: CheckContext = {
    ...{ hasInstances: true, isLocal: false },
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
    runOn: () => Promise.reject(new Error("unexpected login")),
    signal,
    ...io,
    stage: stageWith(settings),
    deployed: {
      loadBalancer: { name: "elb-servicename-stg", dnsName: NAME, listeners: listeners ?? LISTENERS },
      instances: instances ?? [WEB, NAT],
    },
    say: (text) => said.push(text),
  };
  return { context, calls, said };
}

export async function failureOf(check: Check, changes: Changes = {}): Promise<string> {
  const { status, detail } = await check.run(staged(changes).context);
  expect(status, detail).to.equal("failed");
  return detail;
}

/** Servers on loopback addresses, at free ports. Each method starts one and returns its port. */
export class Servers {
  private readonly running: Server[] = [];

  http(answer: RequestListener, address = "127.0.0.1"): Promise<number> {
    return this.listen(createHttp(answer), address);
  }

  https(options: ServerOptions, answer: RequestListener, address = "127.0.0.1"): Promise<number> {
    return this.listen(createHttps(options, answer), address);
  }

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
