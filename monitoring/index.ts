export { AlarmTopic, type AlarmTopicArgs } from "./topic";
export {
  certificateAlarm,
  loadBalancerAlarms,
  natGatewayAlarms,
  natInstanceAlarms,
  webGroupAlarms,
  type AlarmScope,
} from "./alarms";
