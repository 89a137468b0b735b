export { AccessLogs } from "./access-logs";
export { LoadBalancer, type LoadBalancerArgs } from "./load-balancer";
