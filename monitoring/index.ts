export {
  certificateAlarm,
  loadBalancerAlarms,
  natGatewayAlarms,
  natInstanceAlarms,
  natInstanceReboot,
  webGroupAlarms,
  type AlarmScope,
} from "./alarms";
export { withAlarmTopic } from "./topic";
