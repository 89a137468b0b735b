import { ACMClient } from "@aws-sdk/client-acm";
import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EC2Client } from "@aws-sdk/client-ec2";
import {
  CertificateNotFoundException,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingClient,
  type ListenerDescription,
} from "@aws-sdk/client-elastic-load-balancing";
import { IAMClient } from "@aws-sdk/client-iam";
import { Route53Client } from "@aws-sdk/client-route-53";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SSMClient } from "@aws-sdk/client-ssm";

/** Clients of the emulator. */
export class Aws {
  readonly acm: ACMClient;
  readonly ec2: EC2Client;
  readonly elb: ElasticLoadBalancingClient;
  readonly autoScaling: AutoScalingClient;
  readonly iam: IAMClient;
  readonly route53: Route53Client;
  readonly s3: S3Client;
  readonly logs: CloudWatchLogsClient;
  readonly cloudWatch: CloudWatchClient;
  readonly sns: SNSClient;
  readonly ssm: SSMClient;

  /** @param endpoint address of the emulator */
  constructor(endpoint: string) {
    const common = {
      endpoint,
      region: "ap-northeast-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
    this.acm = new ACMClient(common);
    this.ec2 = new EC2Client(common);
    this.elb = new ElasticLoadBalancingClient(common);
    this.autoScaling = new AutoScalingClient(common);
    this.iam = new IAMClient(common);
    this.route53 = new Route53Client(common);
    this.s3 = new S3Client({ ...common, forcePathStyle: true });
    this.logs = new CloudWatchLogsClient(common);
    this.cloudWatch = new CloudWatchClient(common);
    this.sns = new SNSClient(common);
    this.ssm = new SSMClient(common);
  }

  /** The listener on port 443 of the only load balancer. */
  async httpsListener(): Promise<ListenerDescription | undefined> {
    const { LoadBalancerDescriptions = [] } = await this.elb.send(new DescribeLoadBalancersCommand({}));
    const listeners = LoadBalancerDescriptions[0]?.ListenerDescriptions ?? [];
    return listeners.find(({ Listener }) => Listener?.LoadBalancerPort === 443);
  }
}

/** Retries a call until load balancers know its new certificate, some seconds after IAM. */
export async function retryUntilCertificateIsKnown(call: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await call();
      return;
    } catch (error) {
      if (!(error instanceof CertificateNotFoundException)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
