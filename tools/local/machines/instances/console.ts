import * as fs from "node:fs";

/** EC2 returns this much of a console: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-console.html */
const SHOWN_BYTES = 64 * 1024;

/** What an instance prints to its console, without the colors of systemd. */
export class Console {
  constructor(private readonly file: string) {}

  /** The last 64 KB. */
  text(): string {
    try {
      const text = fs.readFileSync(this.file, "utf8");
      return text.replace(/\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\r/g, "").slice(-SHOWN_BYTES);
    } catch {
      return "";
    }
  }

  append(line: string): void {
    try {
      fs.appendFileSync(this.file, `${line}\n`);
    } catch {
      // The sandbox has ended, and the instance with it.
    }
  }
}
