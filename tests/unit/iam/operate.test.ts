import { arn, iam, ec2, OURS, THEIRS, SESSION, allowed, denied } from "./requests";
import { isAllowed, policyOf } from "./simulation";

describe("A role with preview.json and operate.json", () => {
  const documents = ["preview", "operate"] as const;
  const session = (user: string) => arn("ssm", `session/${user}-0123`);

  allowed(
    "operate a stage",
    [
      ["ec2:StartInstances", ec2("instance"), OURS],
      ["s3:GetObject", "arn:aws:s3:::shop-stg-logs-1/x"],
      ["ssm:TerminateSession", session("AROAEXAMPLE:session")],
    ],
    documents,
  );

  denied(
    "do more",
    [
      ["ec2:StartInstances", ec2("instance"), THEIRS],
      ["ec2:ModifyInstanceAttribute", ec2("instance"), OURS],
      ["ec2:CreateTags", ec2("instance"), OURS],
      ["ssm:SendCommand", ec2("instance"), { "ssm:resourceTag/Service": "shop" }],
      ["ssm:StartSession", ec2("instance"), { "ssm:resourceTag/Service": "blog" }],
      ["ssm:TerminateSession", session("AROAOTHER:session")],
      ["s3:GetObject", "arn:aws:s3:::blog-stg-logs-1/x"],
      ["iam:PassRole", SESSION, { "iam:PassedToService": "ec2.amazonaws.com" }],
    ],
    documents,
  );
});

describe("The permissions boundary", () => {
  it("allows roles what the program grants them, and nothing else", async () => {
    const group = (name: string) => arn("logs", `log-group:${name}:log-stream:x`);
    for (const [action, resource, expected] of [
      ["logs:PutLogEvents", group("shop-stg-flowlogs-1"), true],
      ["logs:PutLogEvents", group("blog-stg-flowlogs-1"), false],
      ["ssm:UpdateInstanceInformation", ec2("instance"), true],
      ["ssmmessages:OpenDataChannel", "*", true],
      ["ssm:GetParameter", arn("ssm", "parameter/x"), false],
      ["ssm:GetParameters", arn("ssm", "parameter/shop/stg/password"), true],
      ["ssm:GetParameters", arn("ssm", "parameter/blog/stg/password"), false],
      ["ssm:GetParameters", arn("ssm", "parameter/shopping/password"), false],
      ["secretsmanager:GetSecretValue", arn("secretsmanager", "secret:shop/stg-a1b2c3"), true],
      ["secretsmanager:GetSecretValue", arn("secretsmanager", "secret:rds!db-0123-a1b2c3"), true],
      ["secretsmanager:GetSecretValue", arn("secretsmanager", "secret:blog/stg-a1b2c3"), false],
      ["s3:GetObject", "arn:aws:s3:::shop-stg-files-1/site.tar", true],
      ["s3:GetObject", "arn:aws:s3:::blog-stg-files-1/site.tar", false],
      ["s3:PutObject", "arn:aws:s3:::shop-stg-files-1/site.tar", false],
      ["iam:CreateUser", iam("user/x"), false],
      ["s3:GetObject", "arn:aws:s3:::shop-stg-logs-1/x", false],
    ] as const) {
      expect(await isAllowed({ action, resource }, ["boundary"]), `${action} ${resource}`).to.equal(expected);
    }
  });

  it("is the same for all stages", () => {
    const [stg, prod] = ["stg", "prod"].map((stage) => policyOf("boundary", { service: "shop", stage }));
    expect(prod).to.deep.equal(stg);
  });
});
