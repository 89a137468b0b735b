import { textAt } from "../xml";
import { each, like, oneOf } from "./checks";
import { base64Issue, sizeIssue } from "./instances";
import { rejectionsOf, type Rejection } from "./rejection";

const reject = rejectionsOf("ec2");
const createTemplate = ["CreateLaunchTemplate", "CreateLaunchTemplateVersion"];
const createImage = ["CreateImage", "CopyImage", "RegisterImage"];

/** Images, key pairs and launch templates. */
export const images: readonly Rejection[] = [
  // An image name that is too short, too long or has invalid characters.
  reject(
    createImage,
    "InvalidAMIName.Malformed",
    each("Name", (name) =>
      /^[a-zA-Z0-9()[\] ./\-'@_]{3,128}$/.test(name)
        ? undefined
        : "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, '(', ')', '.', '-', '/' and '_'",
    ),
  ),
  // An image name that is already in use: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  reject(createImage, "InvalidAMIName.Duplicate", async (request, account) => {
    const name = request.text("Name") ?? "";
    const root = await account.query("ec2", "DescribeImages", {
      ...{ "Owner.1": "self", "Filter.1.Name": "name", "Filter.1.Value.1": name },
    });
    const existing = root?.children.find((one) => one.name === "imagesSet")?.children[0];
    return existing && `AMI name ${name} is already in use by AMI ${textAt(existing, "imageId") ?? ""}`;
  }),
  // An image description that is too long.
  reject(createImage, "InvalidParameterValue", like("Description", /^[^]{0,255}$/)),
  // A key pair name that is too long, not ASCII, or begins or ends with a space: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/create-key-pairs.html
  reject(
    ["ImportKeyPair", "CreateKeyPair"],
    "InvalidParameterValue",
    like("KeyName", /^(?! )[\x20-\x7e]{1,255}(?<! )$/),
  ),
  // An invalid public key, or an unsupported key type: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  reject("ImportKeyPair", "InvalidKey.Format", (request) => {
    const text = Buffer.from(request.text("PublicKeyMaterial") ?? "", "base64")
      .toString("utf8")
      .trim();
    return isPublicKey(text) ? undefined : "Key is not in valid OpenSSH public key format";
  }),
  // A launch template name that is too short, too long or has invalid characters.
  reject(
    "CreateLaunchTemplate",
    "InvalidLaunchTemplateName.MalformedException",
    like("LaunchTemplateName", /^[a-zA-Z0-9().\-/_]{3,128}$/),
  ),
  // No launch template data.
  reject(createTemplate, "MissingParameter", (request) =>
    request.matching(/^LaunchTemplateData\./).length === 0 && request.text("SourceVersion") === undefined
      ? "The request must contain the parameter LaunchTemplateData"
      : undefined,
  ),
  // A version description that is too long.
  reject(createTemplate, "InvalidParameterValue", like("VersionDescription", /^[^]{0,255}$/)),
  // User data that is not Base64: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  reject(createTemplate, "InvalidUserData.Malformed", each("LaunchTemplateData.UserData", base64Issue)),
  // User data over 16 KiB: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
  reject(createTemplate, "InvalidUserData.Malformed", each("LaunchTemplateData.UserData", sizeIssue)),
  // Invalid metadata options or volume type: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RequestLaunchTemplateData.html
  reject(
    createTemplate,
    "InvalidParameterValue",
    oneOf("LaunchTemplateData.MetadataOptions.HttpTokens", ["optional", "required"]),
    oneOf("LaunchTemplateData.MetadataOptions.HttpEndpoint", ["enabled", "disabled"]),
    like("LaunchTemplateData.MetadataOptions.HttpPutResponseHopLimit", /^(?:[1-9]|[1-5]\d|6[0-4])$/),
    oneOf(/^LaunchTemplateData\.BlockDeviceMapping\.\d+\.Ebs\.VolumeType$/, [
      ...["standard", "io1", "io2", "gp2", "sc1", "st1", "gp3"],
    ]),
  ),
  // A launch template version that does not exist: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
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
