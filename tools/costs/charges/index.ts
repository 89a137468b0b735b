import type { Charges } from "../charge";
import { elasticIp, elasticIpAssociation } from "./addresses";
import { loadBalancer } from "./load-balancer";
import { group, image, instance, scalingPolicy } from "./machines";
import { internetGateway, natGateway, route, vpcEndpoint } from "./network";
import { alarm, bucket, flowLog, logGroup, subscription } from "./watching";

/** By type: what is charged for a resource. A type that is neither here nor free is not known. */
export const CHARGES: Readonly<Record<string, Charges>> = {
  "aws.autoscaling.Group": group,
  "aws.autoscaling.Policy": scalingPolicy,
  "aws.cloudwatch.LogGroup": logGroup,
  "aws.cloudwatch.MetricAlarm": alarm,
  "aws.ec2.AmiFromInstance": image,
  "aws.ec2.Eip": elasticIp,
  "aws.ec2.EipAssociation": elasticIpAssociation,
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
