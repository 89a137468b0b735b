/** Range of the made-up VPC. */
export const VPC_CIDR = "10.0.0.0/16";

/** Who is in the network, by the variable that holds the address in `packet-lab.sh`. */
export const ADDRESSES = {
  /** The NAT instance, in a public subnet. */
  NAT: "10.0.0.5",
  /** A web server in a private subnet, and another: one namespace, two addresses. */
  WEB: "10.0.1.10",
  WEB_2: "10.0.1.11",
  /** A machine in another private subnet. */
  NEIGHBOUR: "10.0.2.10",
  /** A machine of another network that reaches the NAT, as over a peering. */
  STRANGER: "192.168.7.10",
  INTERNET: "198.51.100.10",
  /** Somebody on the internet behind a line that takes only smaller packets. */
  FAR: "203.0.113.10",
} as const;
