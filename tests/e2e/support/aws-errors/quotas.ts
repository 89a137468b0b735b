import * as ec2 from "@aws-sdk/client-ec2";
import * as elb from "@aws-sdk/client-elastic-load-balancing";
import * as iam from "@aws-sdk/client-iam";

import { row, type Context, type Row } from "./context";

/** Creates something, and returns what deletes it. */
type Create = () => Promise<() => Promise<unknown>>;

/** Quotas of resources that the other calls leave alone. */
export const quotas: readonly Row[] = [
  row("sixth internet gateway", "InternetGatewayLimitExceeded", ({ ec2: c }) =>
    upTo(6, async () => {
      const { InternetGateway } = await c.send(new ec2.CreateInternetGatewayCommand({}));
      const { InternetGatewayId } = InternetGateway!;
      return () => c.send(new ec2.DeleteInternetGatewayCommand({ InternetGatewayId }));
    }),
  ),
  row("sixth NAT gateway in an Availability Zone", "NatGatewayLimitExceeded", ({ ec2: c, subnetC }) =>
    upTo(6, async () => {
      const command = new ec2.CreateNatGatewayCommand({ SubnetId: subnetC, ConnectivityType: "private" });
      const { NatGatewayId } = (await c.send(command)).NatGateway!;
      return () => c.send(new ec2.DeleteNatGatewayCommand({ NatGatewayId }));
    }),
  ),
  row("21st server certificate", "LimitExceeded", ({ aws, pem, name }) =>
    upTo(21, async () => {
      const ServerCertificateName = name();
      const uploaded = { ServerCertificateName, CertificateBody: pem.certificate, PrivateKey: pem.key };
      await aws.iam.send(new iam.UploadServerCertificateCommand(uploaded));
      return () => aws.iam.send(new iam.DeleteServerCertificateCommand({ ServerCertificateName }));
    }),
  ),
  row("21st load balancer", "TooManyLoadBalancers", (context) => upTo(21, () => balancer(context))),
];

async function balancer({ aws, subnet, group, name }: Context): Promise<() => Promise<unknown>> {
  const Listeners = [{ Protocol: "HTTP", LoadBalancerPort: 80, InstancePort: 80 }];
  const LoadBalancerName = name();
  const command = { LoadBalancerName, Subnets: [subnet], SecurityGroups: [group], Listeners };
  await aws.elb.send(new elb.CreateLoadBalancerCommand(command));
  return () => aws.elb.send(new elb.DeleteLoadBalancerCommand({ LoadBalancerName }));
}

/** Creates so many, at most, and deletes them. */
async function upTo(count: number, create: Create): Promise<void> {
  const made: (() => Promise<unknown>)[] = [];
  try {
    while (made.length < count) made.push(await create());
  } finally {
    for (const remove of made) await remove();
  }
}
