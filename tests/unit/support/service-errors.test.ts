import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

import { DeleteAutoScalingGroupCommand } from "@aws-sdk/client-auto-scaling";
import { DeleteAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { DeleteLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DeleteVpcCommand } from "@aws-sdk/client-ec2";
import { DeleteLoadBalancerCommand } from "@aws-sdk/client-elastic-load-balancing";
import { DeleteRoleCommand } from "@aws-sdk/client-iam";
import { DeleteBucketCommand } from "@aws-sdk/client-s3";
import { DeleteTopicCommand } from "@aws-sdk/client-sns";
import { expect } from "chai";

import { readCall } from "../../../tools/local/api-request";
import { Aws } from "../../e2e/support/aws";
import { serviceError } from "../../e2e/support/faults/service-errors";

/** Calls by service, and the codes of its internal error and of too many requests. */
const CALLS: readonly (readonly [
  name: string,
  call: (aws: Aws) => Promise<unknown>,
  internal: string,
  throttled: string,
])[] = [
  ["ec2", (aws) => aws.ec2.send(new DeleteVpcCommand({ VpcId: "vpc-1" })), "InternalError", "RequestLimitExceeded"],
  [
    "elasticloadbalancing",
    (aws) => aws.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerName: "x" })),
    "InternalFailure",
    "Throttling",
  ],
  [
    "autoscaling",
    (aws) => aws.autoScaling.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: "x" })),
    "InternalFailure",
    "Throttling",
  ],
  ["iam", (aws) => aws.iam.send(new DeleteRoleCommand({ RoleName: "x" })), "ServiceFailureException", "Throttling"],
  ["s3", (aws) => aws.s3.send(new DeleteBucketCommand({ Bucket: "bucket" })), "InternalError", "SlowDown"],
  [
    "sns",
    (aws) => aws.sns.send(new DeleteTopicCommand({ TopicArn: "arn:x" })),
    "InternalErrorException",
    "ThrottledException",
  ],
  [
    "logs",
    (aws) => aws.logs.send(new DeleteLogGroupCommand({ logGroupName: "x" })),
    "ServiceUnavailableException",
    "ThrottlingException",
  ],
  [
    "monitoring",
    (aws) => aws.cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ["x"] })),
    "InternalServiceFault",
    "ThrottlingException",
  ],
];

describe("An injected error", () => {
  for (const [index, kind] of (["internal", "throttled"] as const).entries()) {
    it(`is understood by the SDK of each service, and retried: ${kind}`, async () => {
      let requests = 0;
      const server = http.createServer((request, response) => {
        void buffer(request).then((body) => {
          requests++;
          const call = readCall(request.method ?? "", request.url ?? "", request.headers, body);
          const { status, headers, body: text } = serviceError(call, kind);
          response.writeHead(status, headers).end(text);
        });
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      try {
        const aws = new Aws(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
        const seen = await Promise.all(
          CALLS.map(async ([name, call]) => {
            const error = await call(aws).then(
              () => undefined,
              (reason: unknown) => reason as Error,
            );
            return [name, error?.name];
          }),
        );
        expect(seen).to.deep.equal(CALLS.map((row) => [row[0], row[2 + index]]));
        expect(requests).to.be.at.least(2 * CALLS.length);
      } finally {
        server.closeAllConnections();
        server.close();
      }
    });
  }
});
