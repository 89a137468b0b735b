import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { permissionFor } from "./api-actions";

const ROOT = join(__dirname, "..", "..", "..");

/** The clients that the program and its commands use, with the signing name of their service. */
const CLIENTS: Readonly<Record<string, string>> = {
  acm: "acm",
  "auto-scaling": "autoscaling",
  cloudwatch: "monitoring",
  "cloudwatch-logs": "logs",
  ec2: "ec2",
  "elastic-load-balancing": "elasticloadbalancing",
  iam: "iam",
  "route-53": "route53",
  s3: "s3",
  "service-quotas": "servicequotas",
  sns: "sns",
  ssm: "ssm",
  sts: "sts",
};

/** The permissions for all calls in the source of some folders, by the names of their commands and paginators. */
export function permissionsIn(...folders: readonly string[]): readonly string[] {
  const files = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) => join(ROOT, folder, name)),
  );
  return [...new Set(files.filter((name) => name.endsWith(".ts")).flatMap(permissionsInFile))];
}

function permissionsInFile(file: string): readonly string[] {
  const source = readFileSync(file, "utf8");
  const clients = [...source.matchAll(/import\("@aws-sdk\/client-([\w-]+)"\)/g)].map(([, name = ""]) => name);
  const names = [...source.matchAll(/\b(?:(\w+)Command|paginate(\w+))\(/g)].map(
    ([, name, paged]) => name ?? paged ?? "",
  );
  return [...new Set(names)].flatMap((action) => {
    const client = clients.find((each) => `${action}Command` in load(each));
    return client === undefined ? [] : permissionFor({ service: CLIENTS[client] ?? "", action });
  });
}

function load(client: string): object {
  return createRequire(__filename)(`@aws-sdk/client-${client}`) as object;
}
