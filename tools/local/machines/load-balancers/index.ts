export { LoadBalancers } from "./load-balancers";
