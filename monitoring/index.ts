export {
  certificateAlarm,
  loadBalancerAlarms,
  natGatewayAlarms,
  natInstanceAlarms,
  webGroupAlarms,
  type AlarmScope,
} from "./alarms";
export { AlarmTopic, withAlarmTopic } from "./topic";
