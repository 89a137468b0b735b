import { expect } from "chai";

import { readCall } from "../../../../../tools/local/api-request";
import { accessKeyIdOf } from "../../../../../tools/local/role-credentials";
import { createRejecter } from "../../../../../tools/local/rejections";
import { instanceRoles } from "../../../../../tools/local/rejections/instance-roles";
import { xml } from "../support";

const ROLE = "arn:aws:iam::123456789012:role/shop-stg-web-1";

/** IAM with one profile, whose role has an inline policy, an attached policy and, if given, a boundary. */
function iam(inline: object, { attached, boundary }: { readonly attached?: object; readonly boundary?: object } = {}) {
  const documents: Readonly<Record<string, object | undefined>> = {
    "arn:attached": attached,
    "arn:boundary": boundary,
  };
  const encode = (statement: object | undefined) =>
    encodeURIComponent(JSON.stringify({ Version: "2012-10-17", Statement: statement ?? [] }));
  return (_: string, action: string, params: Readonly<Record<string, string>>) => {
    const arn = params.PolicyArn ?? "";
    const answers: Readonly<Record<string, string>> = {
      ListInstanceProfiles: `<InstanceProfiles><member><InstanceProfileName>profile</InstanceProfileName><Roles><member><RoleName>shop-stg-web-1</RoleName><Arn>${ROLE}</Arn></member></Roles></member></InstanceProfiles>`,
      ListRolePolicies: "<PolicyNames><member>own</member></PolicyNames>",
      ListAttachedRolePolicies:
        attached === undefined
          ? ""
          : "<AttachedPolicies><member><PolicyArn>arn:attached</PolicyArn></member></AttachedPolicies>",
      GetRole: boundary === undefined ? "" : "<PermissionsBoundaryArn>arn:boundary</PermissionsBoundaryArn>",
      GetRolePolicy: `<PolicyDocument>${encode(inline)}</PolicyDocument>`,
      GetPolicy: "<DefaultVersionId>v1</DefaultVersionId>",
      GetPolicyVersion: `<Document>${encode(documents[arn])}</Document>`,
    };
    return Promise.resolve(xml(`<R>${answers[action] ?? ""}</R>`));
  };
}

type Ask = ReturnType<typeof iam>;

const authorization = (service: string, key: string) =>
  `AWS4-HMAC-SHA256 Credential=${key}/20260101/ap-northeast-1/${service}/aws4_request, Signature=0`;
const KEY = accessKeyIdOf("profile");

async function send(ask: Ask, call: ReturnType<typeof readCall>): Promise<string> {
  const { status, body } = await createRejecter(instanceRoles, []).handle(
    call,
    () => Promise.resolve(xml("<R/>")),
    ask,
  );
  return status < 300 ? "accepted" : `${status} ${body.toString("utf8")}`;
}
const object = (ask: Ask, path: string, method = "GET", key = KEY) =>
  send(ask, readCall(method, path, { authorization: authorization("s3", key) }, Buffer.alloc(0)));
const parameters = (ask: Ask, ...Names: readonly string[]) => {
  const headers = { "x-amz-target": "AmazonSSM.GetParameters", authorization: authorization("ssm", KEY) };
  return send(ask, readCall("POST", "/", headers, Buffer.from(JSON.stringify({ Names }))));
};

const READ = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop-files/site.tar" };

describe("a call of an instance", () => {
  it("is accepted where its role has the permission, for this resource", async () => {
    expect(await object(iam(READ), "/shop-files/site.tar")).to.equal("accepted");
    expect(await object(iam(READ), "/shop-files/other.tar")).to.match(
      /^403 .*AccessDenied.*shop-stg-web-1.* is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::shop-files\/other.tar/s,
    );
    expect(await object(iam(READ), "/shop-files/site.tar", "PUT")).to.match(/^403 .*s3:PutObject/s);
  });

  it("is accepted by wildcards, lists and attached policies, and not where a statement denies it", async () => {
    const all = { Effect: "Allow", Action: ["ec2:*", "S3:get*"], Resource: ["arn:aws:s3:::shop-????s/*"] };
    expect(await object(iam(all), "/shop-files/site.tar")).to.equal("accepted");
    expect(
      await object(iam({ ...READ, Action: "s3:ListBucket" }, { attached: READ }), "/shop-files/site.tar"),
    ).to.equal("accepted");
    expect(await object(iam(READ, { attached: { ...all, Effect: "Deny" } }), "/shop-files/site.tar")).to.match(/^403 /);
  });

  it("needs the permission of its boundary too", async () => {
    expect(
      await object(iam(READ, { boundary: { ...READ, Resource: "arn:aws:s3:::*/site.tar" } }), "/shop-files/site.tar"),
    ).to.equal("accepted");
    expect(
      await object(iam(READ, { boundary: { ...READ, Resource: "arn:aws:s3:::blog*" } }), "/shop-files/site.tar"),
    ).to.match(/^403 /);
  });

  it("needs the permission for every parameter that it reads", async () => {
    const place = "arn:aws:ssm:ap-northeast-1:123456789012:parameter";
    const ask = iam({ Effect: "Allow", Action: "ssm:GetParameters", Resource: [`${place}/shop/a`, `${place}/b`] });
    expect(await parameters(ask, "/shop/a", "b", `${place}/b`)).to.equal("accepted");
    expect(await parameters(ask, "/shop/a", "/shop/c")).to.match(
      /^400 .*AccessDeniedException.*on resource: arn:aws:ssm:ap-northeast-1:123456789012:parameter\/shop\/c/,
    );
  });

  it("is not checked for other callers", async () => {
    for (const key of ["local", accessKeyIdOf("another")]) {
      expect(await object(iam(READ), "/shop-files/other.tar", "GET", key)).to.equal("accepted");
    }
  });
});
