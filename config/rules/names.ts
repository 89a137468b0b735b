import { MAX_LOAD_BALANCER_NAME } from "../limits";
import type { SettingsParser } from "../parser";
import { allowedAt } from "../schema";

const NAME = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;

/**
 * Reads `serviceName` and checks the stage's name by the same rule. With the load balancer's name inside its limit of
 * 32 characters, service and stage have 27 between them and a dash, so every other name made from them is far inside
 * its own: IAM's 64 and 128, S3's 63, the 255 of security groups, launch templates and groups.
 */
export function readNames(parser: SettingsParser): { readonly stage: string; readonly serviceName: string } {
  const { stage } = parser.source;
  const allowed = allowedAt("serviceName");
  if (!NAME.test(stage)) {
    const hint = `rename the stack: pulumi stack rename NAME`;
    parser.issue("stage", stage, "does not fit into names", { allowed, hint });
  }
  const serviceName = parser.usable("serviceName");
  if (serviceName === undefined) {
    if (parser.text("serviceName") === undefined) {
      parser.missing("serviceName", { hint: `pulumi config set ${parser.fullKey("serviceName")} NAME` });
    }
    return { stage, serviceName: "" };
  }
  if (!NAME.test(serviceName)) {
    parser.issue("serviceName", serviceName, "does not fit into names", { suggestion: tidied(serviceName) });
  }
  if (parser.isValid("stage", "serviceName")) checkLength(parser, stage, serviceName);
  return { stage, serviceName };
}

function checkLength(parser: SettingsParser, stage: string, serviceName: string): void {
  const name = `elb-${serviceName}-${stage}`;
  const excess = name.length - MAX_LOAD_BALANCER_NAME;
  if (excess <= 0) return;
  const message = `is ${excess} ${excess === 1 ? "character" : "characters"} too long: it makes the load balancer ${name}`;
  const allowed = `elb-SERVICE-STAGE of at most ${MAX_LOAD_BALANCER_NAME} characters`;
  parser.issue("serviceName", serviceName, message, { allowed, hint: "shorten it or the stage's name" });
}

/** The name with what is not allowed made right, where that leaves a name. */
function tidied(name: string): string | undefined {
  const tidy = name
    .toLowerCase()
    .replace(/[\s_.]+/g, "-")
    .replace(/[^a-z0-9-]/g, "")
    .replace(/^[^a-z]+|-+$/g, "");
  return tidy === "" ? undefined : tidy;
}
