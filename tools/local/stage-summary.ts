import type { StageEmulator } from "./stage-emulator";

/** What was deployed, and how to inspect it. */
export interface Deployed {
  readonly stage: string;
  readonly region: string;
  readonly emulator: StageEmulator;
  /** The project's copy. */
  readonly project: string;
  /** The output of `pulumi stack output --json`, which shows secrets as `[secret]`. */
  readonly outputs: string;
}

export function stageSummary({ stage, region, emulator, project, outputs }: Deployed): string {
  const { endpoint, requestLogFile } = emulator;
  const credentials = "AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local";
  const aws = `${credentials} aws --region ${region} --endpoint-url ${endpoint}`;
  // In the copy, whose stage file names no account and no profile.
  const verify = `AWS_PROFILE= AWS_ENDPOINT_URL=${endpoint} ${credentials} npm --prefix ${quoted(project)} run verify -- ${stage}`;
  return `
Outputs of ${stage}:
${outputLines(outputs)}

Instances do not boot in the emulator, so their addresses do not respond. To inspect the stage:
  ${aws} ec2 describe-instances
  ${aws} elb describe-load-balancers
  ${verify}
  dashboard    ${endpoint}/moto-api/
  request log  ${requestLogFile}
To deploy a change of Pulumi.${stage}.yaml or of the program:  npm run local -- ${stage}
To destroy the stage and stop the emulator:  npm run local -- ${stage} --down`;
}

/** One line per output. */
function outputLines(json: string): string {
  const outputs = Object.entries(JSON.parse(json) as Record<string, unknown>);
  const width = Math.max(0, ...outputs.map(([name]) => name.length));
  return outputs
    .map(([name, value]) => {
      const text = typeof value === "string" ? value : Array.isArray(value) ? value.join(", ") : JSON.stringify(value);
      return `  ${name.padEnd(width)}  ${text}`;
    })
    .join("\n");
}

/** One word for a shell. */
function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
