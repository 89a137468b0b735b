import type { Machine } from "../stage/instances";
import type { OperatedStage } from "../stage/stage";
import type { Program } from "./program";
import { awsArguments } from "./login-path";

/**
 * A session on a web server, by the AWS CLI and its plugin for Session Manager.
 *
 * @param command words of a command to run there; none: a shell
 */
export function session(stage: OperatedStage, to: Machine, command: readonly string[] = []): Program {
  const parameters = JSON.stringify({ command: [command.join(" ")] });
  const document =
    command.length > 0 ? ["--document-name", "AWS-StartNonInteractiveCommand", "--parameters", parameters] : [];
  return {
    file: "aws",
    args: awsArguments(stage, ["ssm", "start-session", "--target", to.id, ...document]),
    missing:
      "There is no aws on the PATH: Session Manager needs the AWS CLI and its plugin, " +
      "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html",
  };
}
