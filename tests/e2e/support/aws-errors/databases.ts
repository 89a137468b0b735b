import { row, type Context, type Row } from "./context";
import { endpointOf } from "./site";

const value = "InvalidParameterValue";
const combination = "InvalidParameterCombination";

type Params = Readonly<Record<string, string | undefined>>;

/** As `examples/database` creates it. */
const fine: Params = {
  ...{ Engine: "postgres", EngineVersion: "17", DBInstanceClass: "db.t4g.micro", DBName: "app" },
  ...{ AllocatedStorage: "20", StorageType: "gp3", MasterUsername: "app", ManageMasterUserPassword: "true" },
};
const withPassword = (MasterUserPassword?: string): Params => ({
  ...{ ManageMasterUserPassword: undefined, MasterUserPassword },
});

/** RDS, which `examples/database` calls. */
export const databases: readonly Row[] = [
  row("database of the example", "accepted", async (context) => {
    await create(context);
  }),
  ...rejected([
    ["name that begins with a digit", value, { DBInstanceIdentifier: "1db" }],
    ["name with two hyphens", value, { DBInstanceIdentifier: "a--b" }],
    ["name that ends with a hyphen", value, { DBInstanceIdentifier: "ab-" }],
    ["name of 64 characters", value, { DBInstanceIdentifier: "x".repeat(64) }],
    ["unknown engine", value, { Engine: "nodb" }],
    ["unknown engine version", combination, { EngineVersion: "99.9" }],
    ["unknown class", value, { DBInstanceClass: "db.x0.mini" }],
    ["unknown storage type", value, { StorageType: "gp9" }],
    ["storage of 19 GiB", combination, { AllocatedStorage: "19" }],
    ["reserved master user", value, { MasterUsername: "rdsadmin" }],
    ["master user that begins with a digit", value, { MasterUsername: "1app" }],
    ["password beside a managed one", combination, { MasterUserPassword: "password1234" }],
    ["no password", combination, withPassword()],
    ["password of 7 characters", value, withPassword("passwor")],
    ["password with a slash", value, withPassword("pass/word1")],
    ["database name with a hyphen", value, { DBName: "a-b" }],
    ["backups for 36 days", value, { BackupRetentionPeriod: "36" }],
    ["port 80000", value, { Port: "80000" }],
    ["unknown security group", value, { "VpcSecurityGroupIds.VpcSecurityGroupId.1": "sg-0123456789abcdef0" }],
    ["unknown subnet group", "DBSubnetGroupNotFoundFault", { DBSubnetGroupName: "none" }],
  ]),
  row("database name twice", "DBInstanceAlreadyExists", async (context) => {
    const DBInstanceIdentifier = await create(context);
    await create(context, { DBInstanceIdentifier });
  }),
  row("delete an unknown database", "DBInstanceNotFound", (context) => remove(context, "none")),
  row("change an unknown database", "DBInstanceNotFound", (context) =>
    query(context, "ModifyDBInstance", { DBInstanceIdentifier: "none" }),
  ),
  row("describe an unknown database", "DBInstanceNotFound", (context) =>
    query(context, "DescribeDBInstances", { DBInstanceIdentifier: "none" }),
  ),
  row("delete a database with deletion protection", combination, async (context) =>
    remove(context, await create(context, { DeletionProtection: "true" })),
  ),
  row("delete a database without a name for its final snapshot", combination, async (context) =>
    remove(context, await create(context), { SkipFinalSnapshot: undefined }),
  ),
  row("delete a database", "accepted", async (context) => remove(context, await create(context))),

  row("subnet group in one zone", "DBSubnetGroupDoesNotCoverEnoughAZs", (context) =>
    group(context, context.name(), [context.subnet, context.twin]),
  ),
  row("subnet group of an unknown subnet", "InvalidSubnet", (context) =>
    group(context, context.name(), [context.subnet, "subnet-0123456789abcdef0"]),
  ),
  row("subnet group named default", value, (context) => group(context, "default")),
  row("subnet group twice", "DBSubnetGroupAlreadyExists", async (context) => {
    await group(context, "twice");
    await group(context, "twice");
  }),
  row("delete an unknown subnet group", "DBSubnetGroupNotFoundFault", (context) =>
    query(context, "DeleteDBSubnetGroup", { DBSubnetGroupName: "none" }),
  ),
  row("delete the subnet group of a database", "InvalidDBSubnetGroupStateFault", async (context) => {
    const DBSubnetGroupName = context.name();
    await group(context, DBSubnetGroupName);
    await create(context, { DBSubnetGroupName });
    await query(context, "DeleteDBSubnetGroup", { DBSubnetGroupName });
  }),
];

function rejected(list: readonly (readonly [what: string, code: string, params: Params])[]): readonly Row[] {
  return list.map(([what, code, params]) => row(`database with ${what}`, code, (context) => create(context, params)));
}

/** @returns the name of a new database */
async function create(context: Context, more: Params = {}): Promise<string> {
  const { DBInstanceIdentifier = context.name() } = more;
  await query(context, "CreateDBInstance", { ...fine, ...more, DBInstanceIdentifier });
  return DBInstanceIdentifier;
}

function remove(context: Context, DBInstanceIdentifier: string, more: Params = {}): Promise<void> {
  return query(context, "DeleteDBInstance", { DBInstanceIdentifier, SkipFinalSnapshot: "true", ...more });
}

function group(
  context: Context,
  DBSubnetGroupName: string,
  [first, second] = [context.subnet, context.subnetC],
): Promise<void> {
  return query(context, "CreateDBSubnetGroup", {
    ...{ DBSubnetGroupName, DBSubnetGroupDescription: "for a call" },
    ...{ "SubnetIds.SubnetIdentifier.1": first, "SubnetIds.SubnetIdentifier.2": second },
  });
}

/** A call of the Query protocol: the project has no client of RDS. */
async function query({ aws }: Context, Action: string, params: Params): Promise<void> {
  const form = new URLSearchParams({ Action, Version: "2014-10-31" });
  for (const [name, text] of Object.entries(params)) if (text !== undefined) form.set(name, text);
  const scope = "test/20200101/ap-northeast-1/rds/aws4_request";
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
  const { url } = await endpointOf(aws.iam);
  const response = await fetch(url, { method: "POST", body: form, headers: { authorization } });
  const text = await response.text();
  if (response.ok) return;
  throw Object.assign(new Error(text), { Code: /<Code>([^<]*)<\/Code>/.exec(text)?.[1] });
}
