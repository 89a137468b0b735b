/** The namespace that plays the internet. */
export const INTERNET = "inet";

/** Where instances, NAT gateways and load balancers have their public addresses: never routed on the real internet (RFC 2544). */
export const PUBLIC_ADDRESSES = "198.18.0.0/15";

/** The router's interface to the internet, as through the internet gateway: its own address, and the next one there. */
export const INTERNET_GATEWAY = { name: "igw", own: "192.0.2.1", next: "192.0.2.2" } as const;

/** The router's interface to AWS services, as through a gateway endpoint: private addresses stay what they are. */
export const VPC_ENDPOINT = { name: "vpce", own: "192.0.2.5", next: "192.0.2.6" } as const;

export const DNS_ADDRESS = "169.254.169.253";
export const IMDS_ADDRESS = "169.254.169.254";
/** The AWS APIs except S3. */
export const API_ADDRESS = "198.51.100.53";
export const S3_ADDRESS = "198.51.100.54";
/** A site of the internet that answers with the caller's address. */
export const SITE_ADDRESS = "198.51.100.10";
/** A name server of the internet that answers pings. */
export const PING_ADDRESS = "8.8.8.8";
