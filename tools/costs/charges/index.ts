import type { ChargedType } from "../../../offline";
import type { Charges } from "../charge";
import { group, image, instance, scalingPolicy } from "./instances";
import { alarm, bucket, flowLog, logGroup, subscription } from "./monitoring";
import { elasticIp, internetGateway, loadBalancer, natGateway, existingAddress, route, vpcEndpoint } from "./network";

/** The charges of every type that `offline/resource-types.ts` marks as charged. */
export const CHARGES: Readonly<Record<ChargedType, Charges>> = {
  "aws.autoscaling.Group": group,
  "aws.autoscaling.Policy": scalingPolicy,
  "aws.cloudwatch.LogGroup": logGroup,
  "aws.cloudwatch.MetricAlarm": alarm,
  "aws.ec2.AmiFromInstance": image,
  "aws.ec2.Eip": elasticIp,
  "aws.ec2.EipAssociation": existingAddress,
  "aws.ec2.FlowLog": flowLog,
  "aws.ec2.Instance": instance,
  "aws.ec2.InternetGateway": internetGateway,
  "aws.ec2.NatGateway": natGateway,
  "aws.ec2.Route": route,
  "aws.ec2.VpcEndpoint": vpcEndpoint,
  "aws.elb.LoadBalancer": loadBalancer,
  "aws.s3.Bucket": bucket,
  "aws.sns.TopicSubscription": subscription,
};
