/** Why something is so on purpose, where more than one scanner asks. */
export const REASONS = {
  answersOnPort80:
    "a web site answers on port 80; in protected stages only to send visitors on to HTTPS (rule `leads-to-https`)",
  buildInstanceIsOff: "the build machine is off but for the minutes in which an image is made",
  noRole: "they call nothing of AWS, so they get no role; `access: ssm` gives web servers one",
  logsOfLogs: "it is the bucket of access logs; logs of reading logs would need another",
  secondRegion: "a second region for logs that expire costs more than they are worth here",
  keysOfS3: "Elastic Load Balancing writes its logs only to buckets with the keys of S3 itself (SSE-S3)",
  noReader: "nobody waits for a log file",
  keyOfTopic:
    "CloudWatch cannot write to a topic with AWS's own key, and messages say nothing secret; a key costs 1 USD a month",
  keyOfLogs: "CloudWatch encrypts logs with its own key; one of the account's costs 1 USD a month",
  daysOfLogs: "refused packets are kept for 90 days, long enough to look into one",
} as const;
