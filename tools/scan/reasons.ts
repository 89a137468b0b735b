/** Reasons for findings that several scanners share. */
export const REASONS = {
  answersOnPort80:
    "a website answers on port 80; in protected stages it only redirects to HTTPS (policy `leads-to-https`)",
  buildInstanceIsOff: "the build instance is stopped except while an image is built",
  noRole: "they do not call AWS APIs, so they have no role; `access: ssm` gives web servers one",
  logsOfLogs: "it is the access log bucket itself; logging access to it would need another bucket",
  secondRegion: "replicating expiring logs to a second region costs more than they are worth",
  keysOfS3: "Elastic Load Balancing writes access logs only to buckets with S3-managed keys (SSE-S3)",
  noReader: "nothing processes the log files",
  archiveIsACopy: "the archive is a copy of a folder of the project, which its version control keeps",
  keyOfTopic:
    "CloudWatch cannot publish to a topic encrypted with the AWS managed key, and the messages contain no secrets; a customer managed key costs 1 USD a month",
  keyOfLogs: "CloudWatch Logs encrypts log groups by default; a customer managed key costs 1 USD a month",
  daysOfLogs: "records of rejected traffic are kept for 90 days, which is long enough to investigate",
} as const;
