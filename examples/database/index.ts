import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createDatabase, type DatabaseSubnet } from "./database";

const config = new pulumi.Config();
const stageProject = config.get("stageProject") ?? "minimal-secure-web";
const stage = new pulumi.StackReference([pulumi.getOrganization(), stageProject, pulumi.getStack()].join("/"));

const database = createDatabase({
  vpcId: stage.requireOutput("vpcId") as pulumi.Output<string>,
  webSecurityGroupId: stage.requireOutput("webSecurityGroupId") as pulumi.Output<string>,
  subnets: config.requireObject<readonly DatabaseSubnet[]>("subnets"),
  protect: config.getBoolean("protect") ?? true,
  tags: { Database: pulumi.getStack(), ManagedBy: "pulumi" },
});

export const host = database.address;
export const port = database.port;
export const databaseName = database.dbName;
/** ARN of the secret with the user name and the password, which RDS changes every seven days. */
export const secretArn = secretOf(database);

function secretOf({ masterUserSecrets }: aws.rds.Instance): pulumi.Output<string> {
  return masterUserSecrets.apply(([secret]) => {
    if (secret === undefined) throw new Error("RDS has not created the secret of the database");
    return secret.secretArn;
  });
}
