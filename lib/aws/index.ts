export { queryAws } from "../../preflight/preflight-check";
export { AwsClients } from "./clients";
export { beforeChange } from "../hooks";
export { lastLineOf, readConsole, type ConsoleOutput } from "./console-output";
export { poll, type PollOptions } from "../poll";
