/** The expected values of a deployed stage, written by hand: nothing here is read from the program. */
export interface Expectations {
  readonly stage: "stg" | "prod";
  readonly zones: readonly { readonly name: string; readonly publicCidr: string; readonly privateCidr: string }[];
  readonly nat: "instance" | "gateway";
  /** The number of NATs. */
  readonly natTargets: number;
  readonly min: number;
  readonly max: number;
  /** With alarms, flow logs, access logs and deletion protection. */
  readonly production: boolean;
  /** Ingress and egress rules as `direction group protocol port peer`: the complete list. */
  readonly rules: readonly string[];
}

const LOAD_BALANCER_AND_WEB = [
  "in loadbalancer tcp 80 0.0.0.0/0",
  "in loadbalancer tcp 443 0.0.0.0/0",
  "out loadbalancer tcp 80 web",
  "in web tcp 80 loadbalancer",
  "out web tcp 80 0.0.0.0/0",
  "out web tcp 443 0.0.0.0/0",
  "out web icmp 8 0.0.0.0/0",
];

const NAT_INSTANCE = [
  "in nat tcp 80 10.0.1.0/24",
  "in nat tcp 443 10.0.1.0/24",
  "in nat icmp 8 10.0.1.0/24",
  "out nat tcp 80 0.0.0.0/0",
  "out nat tcp 443 0.0.0.0/0",
  "out nat icmp 8 0.0.0.0/0",
];

export const STG: Expectations = {
  stage: "stg",
  zones: [{ name: "ap-northeast-1a", publicCidr: "10.0.0.0/24", privateCidr: "10.0.1.0/24" }],
  nat: "instance",
  natTargets: 1,
  min: 1,
  max: 1,
  production: false,
  rules: [...LOAD_BALANCER_AND_WEB, ...NAT_INSTANCE],
};

export const PROD: Expectations = {
  stage: "prod",
  zones: [
    { name: "ap-northeast-1a", publicCidr: "10.0.0.0/24", privateCidr: "10.0.1.0/24" },
    { name: "ap-northeast-1c", publicCidr: "10.0.2.0/24", privateCidr: "10.0.3.0/24" },
  ],
  nat: "gateway",
  natTargets: 2,
  min: 2,
  max: 4,
  production: true,
  rules: LOAD_BALANCER_AND_WEB,
};
