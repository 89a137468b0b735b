import { posix } from "node:path";
import { partitionOf } from "../../lib/regions";
import { text, type ValuesOf } from "../builders";
import type { Definition, SettingsParser } from "../parser";

/**
 * Half of EC2's 16,384 bytes of user data, so that the program's own script always fits before the user's:
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
 */
const MAX_SCRIPT_BYTES = 8192;

const MB = 1_000_000;
const MAX_FILES_MB = 100;

/** GetParameters takes ten names: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
const MAX_PARAMETERS = 10;

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
const PARAMETER_NAME = /^(?:\/?[\w.-]+|(?:\/[\w.-]+){2,15})$/;
const MAX_PARAMETER_NAME = 900;

/** What the load balancer asks for. */
const CHECKED_PAGE = "index.html";

const scriptPath = text({
  description: "Path of your own script, which runs after the program's own while the image is built.",
  allowed: `the path of a script inside the project that begins with #!, at most ${MAX_SCRIPT_BYTES} bytes without web.files`,
});

const filesPath = text({
  description:
    "Path of a folder with your site. Its files are in /var/www/html of each web server; with web.script in /srv/site, where " +
    "the script runs. Hidden files are left out.",
  allowed: `the path of a folder inside the project with at most ${MAX_FILES_MB} MB of files`,
  cost: "the storage of an archive in S3, less than 0.01 USD a month",
});

const parameters: Definition<readonly string[] | undefined> = {
  description:
    "Names of SSM parameters that each web server reads when it is launched, into /etc/minimal-secure-web/parameters.json. Needs a NAT.",
  allowed: `a list of at most ${MAX_PARAMETERS} names of SSM parameters, such as /shop/stg/password, each once`,
  read(parser, place, value) {
    const names = parser.textList(place, value) ?? [];
    const taken = new Map<string, string>();
    names.forEach((name, index) => {
      const at = `${place}[${index}]`;
      const isName = PARAMETER_NAME.test(name) && name.length <= MAX_PARAMETER_NAME && !/^\/?(?:aws|ssm)/i.test(name);
      if (!isName && parser.isValid(at)) parser.issue(at, name, "is not the name of an SSM parameter of your own");
      parser.requireUnique(taken, at, name);
    });
    if (names.length > MAX_PARAMETERS) parser.issue(place, undefined, `has ${names.length} names`);
    return names.length === 0 ? undefined : names;
  },
};

const MAX_SECRETS = 10;

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html */
const SECRET_ARN = /^arn:(aws[a-z-]*):secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@!-]{1,512}$/;

const secretArns: Definition<readonly string[] | undefined> = {
  description:
    "ARNs of secrets in Secrets Manager that the application on web servers may read, such as that of examples/database. Needs a NAT.",
  allowed: `a list of at most ${MAX_SECRETS} ARNs of secrets, each once`,
  read(parser, place, value, { region }: { readonly region?: string }) {
    const arns = parser.textList(place, value) ?? [];
    const taken = new Map<string, string>();
    arns.forEach((arn, index) => {
      const at = `${place}[${index}]`;
      const partition = SECRET_ARN.exec(arn)?.[1];
      const isOfRegion = region === undefined || partition === partitionOf(region);
      if (parser.isValid(at) && partition === undefined) parser.issue(at, arn, "is not the ARN of a secret");
      else if (parser.isValid(at) && !isOfRegion) parser.issue(at, arn, `belongs to another partition than ${region}`);
      parser.requireUnique(taken, at, arn);
    });
    if (arns.length > MAX_SECRETS) parser.issue(place, undefined, `has ${arns.length} ARNs`);
    return arns.length === 0 ? undefined : arns;
  },
};

/** What runs on web servers. */
export const siteParts = {
  script: projectPath(scriptPath, (parser, path) => scriptFlaw(parser.source.readFile(path))),
  files: projectPath(filesPath, filesFlaw),
  parameters,
  secretArns,
};

/** Rules between the parts. */
export function checkSite(parser: SettingsParser, { script, files }: ValuesOf<typeof siteParts>): void {
  if (script !== undefined && files === undefined && parser.isValid("web.script", "web.files")) {
    const bytes = Buffer.byteLength(parser.source.readFile(script) ?? "");
    if (bytes > MAX_SCRIPT_BYTES) parser.issue("web.script", script, `has ${bytes} bytes`);
  }
  if (files !== undefined && script === undefined && parser.isValid("web.script", "web.files")) {
    const folder = parser.source.listFolder(files);
    if (typeof folder === "string" || folder.entries.some(({ path }) => path === CHECKED_PAGE)) return;
    parser.issue("web.files", files, `has no ${CHECKED_PAGE}, which the load balancer checks`, {
      allowed: `a folder with ${CHECKED_PAGE}, or any folder together with web.script`,
    });
  }
}

/** The path of something in the project, tidied: `./a//b/` is `a/b`. */
function projectPath(
  definition: Definition<string | undefined>,
  flawOf: (parser: SettingsParser, path: string) => string | undefined,
): Definition<string | undefined> {
  return {
    ...definition,
    read(parser, place, value, earlier) {
      const path = definition.read(parser, place, value, earlier);
      if (path === undefined) return undefined;
      const tidy = posix.normalize(path).replace(/(?<=.)\/$/, "");
      const isOutside = posix.isAbsolute(tidy) || /^\.\.(\/|$)/.test(tidy) || tidy.includes("\\");
      const flaw = isOutside ? "is not a path inside the project" : flawOf(parser, tidy);
      if (flaw !== undefined) parser.issue(place, path, flaw);
      return tidy;
    },
  };
}

function filesFlaw(parser: SettingsParser, path: string): string | undefined {
  if (path === ".") return "is the whole project";
  if (path.split("/").some((part) => part.startsWith("."))) return "is hidden, and hidden files are left out";
  const folder = parser.source.listFolder(path);
  if (typeof folder === "string") return folder;
  if (folder.fileCount === 0) return "has no files, apart from hidden ones";
  const megabytes = folder.bytes / MB;
  return megabytes > MAX_FILES_MB ? `has ${Math.ceil(megabytes * 10) / 10} MB of files` : undefined;
}

function scriptFlaw(content: string | undefined): string | undefined {
  if (content === undefined) return "is not a file of the project";
  if (content.trim() === "") return "is an empty file";
  if (content.startsWith("\ufeff")) return "begins with a byte order mark (BOM): save it as UTF-8 without one";
  // Read as UTF-8, UTF-16 begins with replacement characters, or has a NUL in every other place.
  if (content.startsWith("\ufffd") || content.includes("\0")) return "is not UTF-8 text: save it as UTF-8";
  if (!content.startsWith("#!")) return "does not begin with #!";
  // Linux takes the carriage return for a part of the interpreter's name.
  if (content.includes("\r\n")) return "has Windows line endings";
  if (content.includes("\r"))
    return "has carriage returns, which do not end lines on Linux: save it with LF line endings";
  // Linux cuts off spaces around the interpreter's name: https://man7.org/linux/man-pages/man2/execve.2.html
  if (!/^#![ \t]*\/[!-~]+(?=[ \t\n]|$)/.test(content))
    return "does not name its interpreter by path, as #!/bin/bash does";
  return undefined;
}
