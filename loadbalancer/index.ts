export { AccessLogs, type AccessLogsArgs } from "./access-logs";
export { hasHttpsListener } from "../preflight/https-listener";
export { LoadBalancer, type LoadBalancerArgs } from "./load-balancer";
export { WebGroup, type WebGroupArgs } from "../compute/web/web-group";
