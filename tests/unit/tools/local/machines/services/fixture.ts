import type { Cloud, Instance, LoadBalancer } from "../../../../../../tools/local/machines/cloud";

export const INSTANCE: Instance = {
  ...{ id: "i-1", state: "running", name: "web", imageId: "ami-1", instanceType: "t4g.nano", subnetId: "subnet-1" },
  ...{ privateAddress: "10.0.1.5", publicAddress: "198.18.0.5", securityGroupIds: ["sg-1"], sourceDestCheck: true },
  ...{ keyName: "login", instanceProfile: "arn:aws:iam::123456789012:instance-profile/web-role" },
  launchedAt: "2026-01-02T03:04:05.000Z",
};

const BALANCER: LoadBalancer = {
  ...{ name: "web", dnsName: "Web-1.ap-northeast-1.elb.amazonaws.com", securityGroupIds: [], listeners: [] },
  nodes: [
    { subnetId: "subnet-1", privateAddress: "10.0.0.7", publicAddress: "198.19.0.7" },
    { subnetId: "subnet-2", privateAddress: "10.0.16.7", publicAddress: "198.19.0.8" },
  ],
  healthCheck: { target: "HTTP:80/", interval: 5, timeout: 2, healthyThreshold: 2, unhealthyThreshold: 2 },
  ...{ instanceIds: [], isCrossZone: true, drainingTimeout: undefined, idleTimeout: 60 },
};

export const CLOUD: Cloud = {
  region: "ap-northeast-1",
  vpc: { id: "vpc-1", cidr: "10.0.0.0/16" },
  subnets: [{ id: "subnet-1", cidr: "10.0.1.0/24", zone: "ap-northeast-1c", routeTableId: "rtb-1" }],
  securityGroups: [{ id: "sg-1", name: "web-group", ingress: [], egress: [] }],
  ...{ routeTables: [], instances: [INSTANCE], natGateways: [], loadBalancers: [BALANCER] },
};
