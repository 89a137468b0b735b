import { explain } from "./explain-error";

/** One of an operator's commands: what follows its name in, exit status out. */
export type Operate = (args: readonly string[]) => Promise<number>;

/** Runs a command as a process: its errors are sentences on the error output, and its status the process's. */
export function run(operate: Operate): void {
  void operate(process.argv.slice(2))
    .catch((error: unknown) => {
      const { message, status } = explain(error);
      process.stderr.write(`${message}\n`);
      return status;
    })
    .then((status) => {
      process.exitCode = status;
    });
}
