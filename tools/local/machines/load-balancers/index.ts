export type { InstanceHealth } from "./instance-health";
export { LoadBalancers } from "./load-balancers";
