import { textAt } from "../xml";
import { each, like, oneOf } from "./checks";
import { base64Issue, sizeIssue } from "./instances";
import { rejectionsOf, type Rejection } from "./rejection";

const reject = rejectionsOf("ec2");
const templates = ["CreateLaunchTemplate", "CreateLaunchTemplateVersion"];
const named = ["CreateImage", "CopyImage", "RegisterImage"];

/** Images, key pairs and launch templates. */
export const images: readonly Rejection[] = [
  // A name too short, too long or with bad characters.
  reject(
    named,
    "InvalidAMIName.Malformed",
    each("Name", (name) =>
      /^[a-zA-Z0-9()[\] ./\-'@_]{3,128}$/.test(name)
        ? undefined
        : "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, '(', ')', '.', '-', '/' and '_'",
    ),
  ),
  // A name that another image has: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  reject(named, "InvalidAMIName.Duplicate", async (request, account) => {
    const name = request.text("Name") ?? "";
    const root = await account.query("ec2", "DescribeImages", {
      ...{ "Owner.1": "self", "Filter.1.Name": "name", "Filter.1.Value.1": name },
    });
    const twin = root?.children.find((one) => one.name === "imagesSet")?.children[0];
    return twin && `AMI name ${name} is already in use by AMI ${textAt(twin, "imageId") ?? ""}`;
  }),
  // A description too long.
  reject(named, "InvalidParameterValue", like("Description", /^[^]{0,255}$/)),
  // A name too long, beyond ASCII, or with a space at an end: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/create-key-pairs.html
  reject(
    ["ImportKeyPair", "CreateKeyPair"],
    "InvalidParameterValue",
    like("KeyName", /^(?! )[\x20-\x7e]{1,255}(?<! )$/),
  ),
  // An invalid public key, or a type that EC2 does not support: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  reject("ImportKeyPair", "InvalidKey.Format", (request) => {
    const text = Buffer.from(request.text("PublicKeyMaterial") ?? "", "base64")
      .toString("utf8")
      .trim();
    return isPublicKey(text) ? undefined : "Key is not in valid OpenSSH public key format";
  }),
  // A name too short, too long or with bad characters.
  reject(
    "CreateLaunchTemplate",
    "InvalidLaunchTemplateName.MalformedException",
    like("LaunchTemplateName", /^[a-zA-Z0-9().\-/_]{3,128}$/),
  ),
  // No data.
  reject(templates, "MissingParameter", (request) =>
    request.matching(/^LaunchTemplateData\./).length === 0 && request.text("SourceVersion") === undefined
      ? "The request must contain the parameter LaunchTemplateData"
      : undefined,
  ),
  // A version description too long.
  reject(templates, "InvalidParameterValue", like("VersionDescription", /^[^]{0,255}$/)),
  // User data that is not Base64: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  reject(templates, "InvalidUserData.Malformed", each("LaunchTemplateData.UserData", base64Issue)),
  // User data over 16 KiB: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
  reject(templates, "InvalidUserData.Malformed", each("LaunchTemplateData.UserData", sizeIssue)),
  // Invalid values: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RequestLaunchTemplateData.html
  reject(
    templates,
    "InvalidParameterValue",
    oneOf("LaunchTemplateData.MetadataOptions.HttpTokens", ["optional", "required"]),
    oneOf("LaunchTemplateData.MetadataOptions.HttpEndpoint", ["enabled", "disabled"]),
    like("LaunchTemplateData.MetadataOptions.HttpPutResponseHopLimit", /^(?:[1-9]|[1-5]\d|6[0-4])$/),
    oneOf(/^LaunchTemplateData\.BlockDeviceMapping\.\d+\.Ebs\.VolumeType$/, [
      ...["standard", "io1", "io2", "gp2", "sc1", "st1", "gp3"],
    ]),
  ),
  // A version that does not exist: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  reject(
    ["CreateLaunchTemplateVersion", "ModifyLaunchTemplate", "RunInstances"],
    "InvalidLaunchTemplateId.VersionNotFound",
    async (request, account) => {
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
  ),
];

/** Whether EC2 accepts a public key: RSA (2048 or 4096 bits and some others) or ED25519, in OpenSSH or PEM format. */
function isPublicKey(text: string): boolean {
  if (/^---- BEGIN SSH2 PUBLIC KEY ----|^-----BEGIN (?:RSA )?PUBLIC KEY-----/.test(text)) return true;
  // A Base64 body without the name of the key type is accepted too.
  const [, kind, body = ""] = /^(?:(ssh-rsa|ssh-ed25519)\s+)?([A-Za-z0-9+/]+={0,2})(?:\s|$)/.exec(text) ?? [];
  const bytes = Buffer.from(body, "base64");
  if (bytes.length < 4) return false;
  const length = bytes.readUInt32BE(0);
  const type = bytes.subarray(4, 4 + length).toString("latin1");
  const isWhole = type === "ssh-ed25519" ? bytes.length === 51 : type === "ssh-rsa" && bytes.length > 100;
  return isWhole && (kind === undefined || kind === type);
}
