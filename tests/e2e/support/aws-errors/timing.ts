import * as ec2 from "@aws-sdk/client-ec2";
import * as elb from "@aws-sdk/client-elastic-load-balancing";
import * as iam from "@aws-sdk/client-iam";

import { retryUntilCertificateIsKnown } from "../aws";
import { createInstance, row, withInstance, type Context, type Row } from "./context";
import { stateOf, withGateway } from "./network";

const http = { Protocol: "HTTP", LoadBalancerPort: 80, InstancePort: 80 };

/** What AWS does only some seconds after a call that it has accepted. */
export const timing: readonly Row[] = [
  row(
    "listener with a certificate that has just been uploaded",
    "CertificateNotFound, then accepted",
    async (context) => {
      const { aws, pem, name } = context;
      const uploaded = { ServerCertificateName: name(), CertificateBody: pem.certificate, PrivateKey: pem.key };
      const { ServerCertificateMetadata } = await aws.iam.send(new iam.UploadServerCertificateCommand(uploaded));
      const SSLCertificateId = ServerCertificateMetadata!.Arn!;
      const secure = { ...http, Protocol: "HTTPS", InstanceProtocol: "HTTP", LoadBalancerPort: 443, SSLCertificateId };
      const first = await create(context, secure).then(() => "accepted", nameOf);
      await retryUntilCertificateIsKnown(() => create(context, secure));
      return `${first}, then accepted`;
    },
  ),
  row(
    "web server that drains",
    "InService: Instance deregistration currently in progress., then gone",
    async (context) => {
      const LoadBalancerName = await create(context, http);
      const { elb: client } = context.aws;
      const LoadBalancerAttributes = { ConnectionDraining: { Enabled: true, Timeout: 60 } };
      await client.send(new elb.ModifyLoadBalancerAttributesCommand({ LoadBalancerName, LoadBalancerAttributes }));
      const InstanceId = await createInstance(context);
      const named = { LoadBalancerName, Instances: [{ InstanceId }] };
      await client.send(new elb.RegisterInstancesWithLoadBalancerCommand(named));
      await client.send(new elb.DeregisterInstancesFromLoadBalancerCommand(named));
      const states = async () =>
        (await client.send(new elb.DescribeInstanceHealthCommand({ LoadBalancerName }))).InstanceStates ?? [];
      const [{ State, Description } = {}] = await states();
      while ((await states()).length > 0) await pause();
      await context.ec2.send(new ec2.TerminateInstancesCommand({ InstanceIds: [InstanceId] }));
      return `${State}: ${Description}, then gone`;
    },
  ),
  row("Elastic IP of a NAT gateway that is being deleted", "AuthFailure, then accepted", (context) =>
    withGateway(context, async (AllocationId, NatGatewayId) => {
      const release = () => context.ec2.send(new ec2.ReleaseAddressCommand({ AllocationId }));
      await context.ec2.send(new ec2.DeleteNatGatewayCommand({ NatGatewayId }));
      const first = await release().then(() => "accepted", nameOf);
      await stateOf(context, NatGatewayId, ({ State }) => State === "deleted");
      // It is released afterwards, as every gateway's here.
      return `${first}, then accepted`;
    }),
  ),
  row("console of an instance whose script is done", "other lines, then its own", async (context) => {
    const script = '#!/bin/bash\nsay() { echo "test: $*" >>/dev/console; }\nsay "done"\n';
    const UserData = Buffer.from(script).toString("base64");
    const read = async (InstanceId: string) => {
      const { Output = "" } = await context.ec2.send(new ec2.GetConsoleOutputCommand({ InstanceId, Latest: true }));
      return Buffer.from(Output, "base64").toString("utf8").includes("test: done") ? "its own" : "other lines";
    };
    return withInstance(
      context,
      async (id) => {
        const first = await read(id);
        while ((await read(id)) !== "its own") await pause();
        return `${first}, then its own`;
      },
      { UserData },
    );
  }),
];

/** @returns the name of a new load balancer */
async function create({ aws, subnet, group, name }: Context, listener: elb.Listener): Promise<string> {
  const command = { LoadBalancerName: name(), Subnets: [subnet], SecurityGroups: [group], Listeners: [listener] };
  await aws.elb.send(new elb.CreateLoadBalancerCommand(command));
  return command.LoadBalancerName;
}

function nameOf(error: unknown): string {
  const { Code, name } = error as { Code?: string; name: string };
  return (Code ?? name).replace(/Exception$/, "");
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 200));
}
