import { textAt } from "../xml";
import { anyOf, each, like, oneOf } from "./checks";
import { base64Issue, sizeIssue } from "./instances";
import type { Rejection } from "./rejection";

const api = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_";
const errors = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html";
const service = "ec2";
const templates = ["CreateLaunchTemplate", "CreateLaunchTemplateVersion"];
const named = ["CreateImage", "CopyImage", "RegisterImage"];

/** Images, key pairs and launch templates. */
export const images: readonly Rejection[] = [
  {
    ...{ service, actions: named, what: "a name too short, too long or with bad characters" },
    ...{ code: "InvalidAMIName.Malformed", source: `${api}CreateImage.html` },
    check: each("Name", (name) =>
      /^[a-zA-Z0-9()[\] ./\-'@_]{3,128}$/.test(name)
        ? undefined
        : "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, '(', ')', '.', '-', '/' and '_'",
    ),
  },
  {
    ...{ service, actions: named, what: "a name that another image has", code: "InvalidAMIName.Duplicate" },
    source: errors,
    check: async (request, account) => {
      const name = request.text("Name") ?? "";
      const root = await account.query("ec2", "DescribeImages", {
        ...{ "StageName.1": "self", "Filter.1.Name": "name", "Filter.1.Value.1": name },
      });
      const twin = root?.children.find((one) => one.name === "imagesSet")?.children[0];
      return twin && `AMI name ${name} is already in use by AMI ${textAt(twin, "imageId") ?? ""}`;
    },
  },
  {
    ...{ service, actions: named, what: "a description too long", code: "InvalidParameterValue" },
    ...{ source: `${api}CreateImage.html`, check: like("Description", /^[^]{0,255}$/) },
  },
  {
    ...{ service, actions: ["ImportKeyPair", "CreateKeyPair"], what: "a name too long or beyond ASCII" },
    ...{ code: "InvalidParameterValue", source: `${api}CreateKeyPair.html` },
    check: like("KeyName", /^[\x20-\x7e]{1,255}$/),
  },
  {
    ...{ service, actions: ["ImportKeyPair"], what: "a public key that is none, or of a kind that EC2 does not take" },
    ...{ code: "InvalidKey.Format", source: errors },
    check: (request) => {
      const text = Buffer.from(request.text("PublicKeyMaterial") ?? "", "base64")
        .toString("utf8")
        .trim();
      return isPublicKey(text) ? undefined : "Key is not in valid OpenSSH public key format";
    },
  },
  {
    ...{ service, actions: ["CreateLaunchTemplate"], what: "a name too short, too long or with bad characters" },
    ...{ code: "InvalidLaunchTemplateName.MalformedException", source: `${api}CreateLaunchTemplate.html` },
    check: like("LaunchTemplateName", /^[a-zA-Z0-9().\-/_]{3,128}$/),
  },
  {
    ...{ service, actions: templates, what: "a version description too long", code: "InvalidParameterValue" },
    ...{ source: `${api}CreateLaunchTemplate.html`, check: like("VersionDescription", /^[^]{0,255}$/) },
  },
  {
    ...{ service, actions: templates, what: "user data that are not Base64", code: "InvalidUserData.Malformed" },
    ...{ source: errors, check: each("LaunchTemplateData.UserData", base64Issue) },
  },
  {
    ...{ service, actions: templates, what: "user data over 16 KiB", code: "InvalidUserData.Malformed" },
    source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html",
    check: each("LaunchTemplateData.UserData", sizeIssue),
  },
  {
    ...{ service, actions: templates, what: "values that there are not", code: "InvalidParameterValue" },
    source: `${api}RequestLaunchTemplateData.html`,
    check: anyOf(
      oneOf("LaunchTemplateData.MetadataOptions.HttpTokens", ["optional", "required"]),
      oneOf("LaunchTemplateData.MetadataOptions.HttpEndpoint", ["enabled", "disabled"]),
      like("LaunchTemplateData.MetadataOptions.HttpPutResponseHopLimit", /^(?:[1-9]|[1-5]\d|6[0-4])$/),
      oneOf(/^LaunchTemplateData\.BlockDeviceMapping\.\d+\.Ebs\.VolumeType$/, [
        ...["standard", "io1", "io2", "gp2", "sc1", "st1", "gp3"],
      ]),
    ),
  },
  {
    ...{ service, actions: ["CreateLaunchTemplateVersion", "ModifyLaunchTemplate", "RunInstances"] },
    ...{ what: "a version that does not exist", code: "InvalidLaunchTemplateId.VersionNotFound", source: errors },
    check: async (request, account) => {
      const id = request.text("LaunchTemplateId") ?? request.text("LaunchTemplate.LaunchTemplateId");
      const version =
        request.text("SourceVersion") ??
        request.text("SetDefaultVersion") ??
        request.text("DefaultVersion") ??
        request.text("LaunchTemplate.Version");
      if (id === undefined || version === undefined || version.startsWith("$")) return undefined;
      const latest = Number(textAt(await account.one("launchTemplate", id), "latestVersionNumber") ?? 0);
      return /^\d+$/.test(version) && Number(version) >= 1 && Number(version) <= latest
        ? undefined
        : `Could not find the specified version ${version} for the launch template with ID ${id}.`;
    },
  },
];

/** Whether EC2 accepts a public key: RSA (2048 or 4096 bits and some others) or ED25519, in OpenSSH or PEM format. */
function isPublicKey(text: string): boolean {
  if (/^---- BEGIN SSH2 PUBLIC KEY ----|^-----BEGIN (?:RSA )?PUBLIC KEY-----/.test(text)) return true;
  // A Base64 body without the name of the key type is accepted too.
  const [, kind, body = ""] = /^(?:(ssh-rsa|ssh-ed25519)\s+)?([A-Za-z0-9+/]+={0,2})(?:\s|$)/.exec(text) ?? [];
  const bytes = Buffer.from(body, "base64");
  if (bytes.length < 4) return false;
  const length = bytes.readUInt32BE(0);
  const said = bytes.subarray(4, 4 + length).toString("latin1");
  const isWhole = said === "ssh-ed25519" ? bytes.length === 51 : said === "ssh-rsa" && bytes.length > 100;
  return isWhole && (kind === undefined || kind === said);
}
