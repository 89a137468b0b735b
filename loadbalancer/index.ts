export { AccessLogs, type AccessLogsArgs } from "./access-logs";
export { LoadBalancer, type LoadBalancerArgs } from "./load-balancer";
