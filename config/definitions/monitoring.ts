import { flag, secretText } from "../builders";

export const monitoringSettings = {
  flowLogs: flag(false, {
    description: "VPC flow logs of rejected traffic, kept for 90 days.",
    cost: "CloudWatch Logs, per GB",
  }),
  accessLogs: flag(false, {
    description: "Access logs of the load balancer in S3, kept for 90 days.",
    cost: "S3 storage and requests",
  }),
  alarms: flag(false, {
    description: "CloudWatch alarms, and detailed monitoring of the EC2 instances.",
    cost: "each alarm, and the metrics of detailed monitoring per EC2 instance",
  }),
  alarmEmail: secretText(
    {
      description: "Address that receives the alarms, once you have confirmed AWS's e-mail. Needs alarms.",
      allowed: "an e-mail address",
    },
    (address) => {
      // Finds typing errors; AWS's e-mail shows whether the address exists. 254: RFC 5321, section 4.5.3.1.3.
      const isPlausible = /^[!-?A-~]+@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/i.test(address);
      return isPlausible && address.length <= 254 ? undefined : "is not an e-mail address";
    },
  ),
};
