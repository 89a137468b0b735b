import { runPulumi, type PulumiOptions } from "./pulumi";
import type { StageEmulator } from "./stage-emulator";

/** A stage's outputs, secrets as `[secret]`, and how to look at what was made. */
export async function lookAround(
  stage: string,
  emulator: StageEmulator,
  region: string,
  pulumi: PulumiOptions,
): Promise<string> {
  const { stdout } = await runPulumi(["stack", "output", "--json", "--stack", stage], pulumi);
  const { endpoint, requestLogFile } = emulator;
  const credentials = "AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local";
  const aws = `${credentials} aws --region ${region} --endpoint-url ${endpoint}`;
  // In the copy, whose stage file names no account and no profile.
  const verify = `AWS_PROFILE= AWS_ENDPOINT_URL=${endpoint} ${credentials} npm --prefix ${shellWord(pulumi.cwd)} run verify -- ${stage}`;
  return `
Outputs of ${stage}:
${outputLines(stdout)}

No guest runs in the emulator: its addresses answer nothing. To look around:
  ${aws} ec2 describe-instances
  ${aws} elb describe-load-balancers
  ${verify}
  dashboard        ${endpoint}/moto-api/
  every call made  ${requestLogFile}
After a change of Pulumi.${stage}.yaml or of the program:  npm run local -- ${stage}
To destroy it and end the emulator:  npm run local -- ${stage} --down`;
}

/** A word as a shell takes it whole. */
function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** One line per output of `pulumi stack output --json`, which shows secrets as `[secret]`. */
export function outputLines(json: string): string {
  const outputs = Object.entries(JSON.parse(json) as Record<string, unknown>);
  const width = Math.max(0, ...outputs.map(([name]) => name.length));
  return outputs
    .map(([name, value]) => {
      const text = typeof value === "string" ? value : Array.isArray(value) ? value.join(", ") : JSON.stringify(value);
      return `  ${name.padEnd(width)}  ${text}`;
    })
    .join("\n");
}
