export { AlarmTopic, type AlarmTopicArgs } from "./topic";
export { loadBalancerAlarms, natGatewayAlarms, natInstanceAlarms, webGroupAlarms, type AlarmScope } from "./alarms";
