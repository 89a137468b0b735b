import { suppressions } from "../evaluate";

/** Findings of parliament in `docs/iam` that are intended, or false positives. */
export const SUPPRESSIONS = suppressions([
  [
    "RESOURCE_MISMATCH",
    /deploy-network (?:MakeTagged(?:In(?:Vpc|Subnets))?|StartFromAmazonLinux|UseInterfacesWithoutTags|MakeSnapshotsWithoutTags|StartWithEncryptedVolumes)/,
    "one call needs several resources, each of which has a statement with its own conditions; together they cover all of them",
  ],
  [
    "RESOURCE_MISMATCH",
    /deploy-network EmptyOurDefaultGroup|recover RevokeRulesThatGroupsHaveAtCreation/,
    "the group itself is covered by UseChangeAndRemoveWhatIsOurs or DeleteTagged; these are its rules, which have no tags",
  ],
  [
    "RESOURCE_POLICY_PRIVILEGE_ESCALATION",
    /deploy-web AccessLogBucket|deploy-site ArchiveBucket/,
    "a deployment writes the policy of the stage's own buckets, so it could read their logs and archive; the statements match no other bucket",
  ],
  [
    "MISMATCHED_TYPE_BUT_USABLE",
    /deploy-(?:roles CreateAndChangeRolesWithBoundary|roles NeverReplaceBoundary|site CreateAndChangeRolesWithBoundary)/,
    "AWS compares iam:PermissionsBoundary with StringEquals: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
  ],
  [
    "UNKNOWN_CONDITION_FOR_ACTION",
    /deploy-web (?:MakeAlarms|ChangeAndRemoveOurAlarms)/,
    "ForAllValues is true where the key does not exist: it limits cloudwatch:PutMetricAlarm and nothing else",
  ],
  [
    "UNKNOWN_CONDITION_FOR_ACTION",
    /operate (?:LogInToWebServers|OpenShellsRunCommandsAndForwardPorts)/,
    "parliament's list is older than it: https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-sessiondocumentaccesscheck.html",
  ],
  [
    "RESOURCE_MISMATCH",
    /operate UseOwnSessions/,
    "AWS's own sample names sessions: https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html",
  ],
  [
    "UNKNOWN_ACTION",
    /preview KnowWhoAndWhere/,
    "parliament's list is older than the action: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsfreetier.html",
  ],
  [
    "RESOURCE_STAR",
    /preview (?:LookInTheRegion|LookAtRolesAndCertificates)/,
    "a preview reads existing resources; none of what it may read is secret",
  ],
]);
