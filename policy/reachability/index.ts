export { analyze } from "./analyze";
export { describeRelation, type Endpoint, type Flow, type Reachability } from "./reachability";
export {
  describeTraffic,
  icmpNumber,
  isEmptyTraffic,
  subtractTraffic,
  trafficIncludes,
  unionTraffic,
  type Traffic,
} from "./traffic";
