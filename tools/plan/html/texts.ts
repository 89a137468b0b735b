import type { Kind } from "./picture/scene";

/** Everything that the report says by itself. What the program, AWS and the policies call things stays as it is. */
export interface Texts {
  /** BCP 47. */
  readonly language: string;
  readonly kinds: Readonly<Record<Kind, string>>;
  readonly picture: PictureTexts;
}

interface PictureTexts {
  readonly label: string;
  readonly scroll: string;
  readonly publicSubnet: string;
  readonly privateSubnet: string;
  readonly stopped: string;
  readonly elasticIp: string;
  readonly gatewayEndpoint: string;
  readonly selfSigned: string;
  readonly acm: string;
}

export const ENGLISH: Texts = {
  language: "en",
  kinds: {
    internet: "Internet",
    range: "Address range",
    gateway: "Internet gateway",
    loadBalancer: "Load balancer",
    servers: "Web servers",
    build: "Build instance",
    bastion: "Bastion",
    natInstance: "NAT instance",
    natGateway: "NAT gateway",
    instance: "Instance",
    s3: "Amazon S3",
  },
  picture: {
    label: "Network with allowed traffic",
    scroll: "Scroll sideways to see all of the picture.",
    publicSubnet: "Public subnet",
    privateSubnet: "Private subnet",
    stopped: "stopped",
    elasticIp: "Elastic IP",
    gatewayEndpoint: "gateway endpoint",
    selfSigned: "HTTPS, self-signed",
    acm: "HTTPS, ACM certificate",
  },
};
