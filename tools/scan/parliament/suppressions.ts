import type { Suppression } from "../evaluate";

/** What parliament finds in `docs/iam` and is so on purpose, or is not so. */
export const SUPPRESSIONS: readonly Suppression[] = [
  {
    check: "RESOURCE_MISMATCH",
    resource:
      /deploy-network (?:MakeTagged|MakeInWhatIsOurs|StartFromAmazonLinuxOrOurImage|MakeWhatComesWithoutTags|StartWithEncryptedVolumes)/,
    reason:
      "one call needs several resources, and each of them has a statement with conditions of its own; together they name all",
  },
  {
    check: "RESOURCE_MISMATCH",
    resource: /deploy-network EmptyOurDefaultGroup/,
    reason: "the group itself is in ChangeAndRemoveWhatIsOurs; these are its rules, which have no tags",
  },
  {
    check: "RESOURCE_POLICY_PRIVILEGE_ESCALATION",
    resource: /deploy-web AccessLogBucket/,
    reason:
      "who deploys writes the policy of the stage's own log bucket, and so could read its logs; other buckets have other names",
  },
  {
    check: "MISMATCHED_TYPE_BUT_USABLE",
    resource: /deploy-web CreateAndChangeRolesWithBoundary/,
    reason:
      "AWS compares iam:PermissionsBoundary with StringEquals: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
  },
  {
    check: "UNKNOWN_CONDITION_FOR_ACTION",
    resource: /deploy-web (?:MakeAlarms|ChangeAndRemoveOurAlarms)/,
    reason: "ForAllValues is true where the key does not exist: it limits cloudwatch:PutMetricAlarm and nothing else",
  },
  {
    check: "UNKNOWN_CONDITION_FOR_ACTION",
    resource: /operate (?:LogInToWebServers|OpenShellsRunCommandsAndForwardPorts)/,
    reason:
      "parliament's list is older than it: https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-sessiondocumentaccesscheck.html",
  },
  {
    check: "RESOURCE_MISMATCH",
    resource: /operate UseOwnSessions/,
    reason:
      "AWS's own sample names sessions: https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html",
  },
  {
    check: "UNKNOWN_ACTION",
    resource: /preview KnowWhoAndWhere/,
    reason:
      "parliament's list is older than the action: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsfreetier.html",
  },
  {
    check: "RESOURCE_STAR",
    resource: /preview (?:LookInTheRegion|LookAtRolesAndCertificates)/,
    reason: "a preview reads what there is; nothing that it may read is secret",
  },
];
