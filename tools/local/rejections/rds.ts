import { findAll, textAt } from "../xml";
import type { Account } from "./account";
import { between, like, oneOf } from "./checks";
import { rejectionsOf, type Rejection } from "./rejection";
import type { Request } from "./request";

const reject = rejectionsOf("rds");
const create = ["CreateDBInstance"];
const createOrModify = ["CreateDBInstance", "ModifyDBInstance"];
const value = "InvalidParameterValue";
const combination = "InvalidParameterCombination";

/** Versions of RDS for PostgreSQL: https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-versions.html */
const postgres = /^(?:11|12|13|14|15|16|17|18)(?:\.\d{1,2})?$/;

/** User names that RDS or PostgreSQL reserves: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Roles.rds_superuser.html */
const reservedUsers = [
  "rdsadmin",
  "rds_superuser",
  "rdsrepladmin",
  "rds_replication",
  "rds_password",
  "public",
  "user",
];

/** RDS databases and their subnet groups. */
export const rds: readonly Rejection[] = [
  // Invalid names: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
  reject(
    create,
    value,
    like(
      "DBInstanceIdentifier",
      /^(?!.*--)[A-Za-z][A-Za-z0-9-]{0,62}(?<!-)$/,
      "The parameter DBInstanceIdentifier is not a valid identifier.",
    ),
    like(
      "MasterUsername",
      /^[A-Za-z]\w{0,62}$/,
      "MasterUsername must begin with a letter and contain only letters, numbers and underscores",
    ),
    like(
      "MasterUsername",
      new RegExp(`^(?!(?:${reservedUsers.join("|")})$)`, "i"),
      "MasterUsername is a reserved word used by the engine",
    ),
    like("DBName", /^[A-Za-z_]\w{0,62}$/, "DBName must begin with a letter and contain only alphanumeric characters."),
  ),
  // A port or a backup retention period out of range.
  reject(
    createOrModify,
    value,
    between(/^(?:Port|DBPortNumber)$/, 1150, 65_535),
    between("BackupRetentionPeriod", 0, 35),
  ),
  // An invalid password.
  reject(
    createOrModify,
    value,
    like(
      "MasterUserPassword",
      /^(?!.*[\/"@ ])[\x20-\x7e]{8,128}$/,
      "The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '\"', ' ' may be used.",
    ),
  ),
  // A password together with one that RDS manages, or no password: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
  reject(create, combination, (request) => {
    if (request.text("DBClusterIdentifier") !== undefined || request.text("SourceDBInstanceIdentifier") !== undefined)
      return undefined;
    const [isManaged, password] = [
      request.text("ManageMasterUserPassword") === "true",
      request.text("MasterUserPassword"),
    ];
    if (isManaged && password !== undefined)
      return "You can't specify MasterUserPassword when you manage the master user password with Secrets Manager.";
    return isManaged || password !== undefined ? undefined : "The parameter MasterUserPassword must be provided.";
  }),
  // An unknown engine version: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.DBVersions.html
  reject(createOrModify, combination, (request) => {
    const version = request.text("EngineVersion") ?? "";
    return request.text("Engine") !== "postgres" || version === "" || postgres.test(version)
      ? undefined
      : `Cannot find version ${version} for postgres`;
  }),
  // An unknown storage type, or a size that it does not support: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html
  reject(createOrModify, value, oneOf("StorageType", ["standard", "gp2", "gp3", "io1", "io2"])),
  reject(create, combination, (request) => {
    const size = Number(request.text("AllocatedStorage") ?? NaN);
    const type = request.text("StorageType") ?? "gp2";
    const min = type === "standard" ? 5 : type.startsWith("io") ? 100 : 20;
    return size < min || size > 65_536
      ? `Invalid storage size for engine name ${request.text("Engine") ?? ""} and storage type ${type}: ${size}`
      : undefined;
  }),
  // An invalid instance class: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.html
  reject(
    createOrModify,
    value,
    like(
      "DBInstanceClass",
      /^db\.[a-z]\d[a-z0-9]*\.(?:micro|small|medium|x?large|\d+xlarge)(?:\.tpc\d\.mem\dx)?$/,
      "Invalid DB Instance class",
    ),
  ),
  // A security group that does not exist: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
  reject(createOrModify, value, async (request, account) => {
    for (const [, id] of request.matching(/^VpcSecurityGroupIds\.VpcSecurityGroupId\.\d+$/)) {
      const group = await account.one("securityGroup", id);
      if (group === undefined) return `Invalid security group , groupId= ${id}, groupName=.`;
    }
    return undefined;
  }),
  // Deletion protection, or a final snapshot without a name: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html
  reject("DeleteDBInstance", combination, async (request, account) => {
    const DBInstanceIdentifier = request.text("DBInstanceIdentifier") ?? "";
    const found = await account.query("rds", "DescribeDBInstances", { DBInstanceIdentifier });
    if (found === undefined) return undefined;
    if (findAll(found, "DeletionProtection")[0]?.text === "true") {
      return "Cannot delete protected DB Instance, please disable deletion protection and try again.";
    }
    return request.text("SkipFinalSnapshot") === "true" || request.text("FinalDBSnapshotIdentifier") !== undefined
      ? undefined
      : "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.";
  }),
  // A subnet group name that is reserved or has invalid characters: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSubnetGroup.html
  reject(
    "CreateDBSubnetGroup",
    value,
    like("DBSubnetGroupName", /^(?!default$)[A-Za-z0-9 ._-]{1,255}$/i, "The parameter DBSubnetGroupName is not valid."),
  ),
  // A subnet group name that is already in use.
  reject("CreateDBSubnetGroup", "DBSubnetGroupAlreadyExists", async (request, account) => {
    const DBSubnetGroupName = request.text("DBSubnetGroupName") ?? "";
    const found = await account.query("rds", "DescribeDBSubnetGroups", { DBSubnetGroupName });
    return found === undefined ? undefined : `The DB subnet group ${DBSubnetGroupName} already exists.`;
  }),
  // A subnet that does not exist.
  reject("CreateDBSubnetGroup", "InvalidSubnet", async (request, account) => {
    for (const [id, subnet] of await subnetsOf(request, account)) {
      if (subnet === undefined) return `Subnet IDs are invalid: ${id}`;
    }
    return undefined;
  }),
  // Subnets in only one Availability Zone.
  reject("CreateDBSubnetGroup", "DBSubnetGroupDoesNotCoverEnoughAZs", async (request, account) => {
    const zones = [...(await subnetsOf(request, account)).values()].map((one) => textAt(one, "availabilityZone"));
    return new Set(zones).size < 2
      ? `The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: ${zones[0] ?? ""}. Add subnets to cover at least 2 AZs.`
      : undefined;
  }),
  // A subnet group in use: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBSubnetGroup.html
  reject("DeleteDBSubnetGroup", "InvalidDBSubnetGroupStateFault", async (request, account) => {
    const name = request.text("DBSubnetGroupName") ?? "";
    const databases = await account.query("rds", "DescribeDBInstances");
    const isUsed = findAll(databases, "DBSubnetGroupName").some(
      ({ text }) => text.toLowerCase() === name.toLowerCase(),
    );
    return isUsed
      ? `Cannot delete the subnet group '${name}' because at least one database instance is still using it.`
      : undefined;
  }),
];

async function subnetsOf(
  request: Request,
  account: Account,
): Promise<ReadonlyMap<string, Awaited<ReturnType<Account["one"]>>>> {
  const found = new Map<string, Awaited<ReturnType<Account["one"]>>>();
  for (const [, id] of request.matching(/^SubnetIds\.(?:SubnetIdentifier|member)\.\d+$/)) {
    found.set(id, await account.one("subnet", id));
  }
  return found;
}
