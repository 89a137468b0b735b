export { askFirst } from "./ask-first";
export { AwsClients } from "./clients";
export { beforeChange } from "./before-change";
export { lastLineOf, readConsole, type ConsoleOutput } from "./console";
export { waitFor, type Waiting } from "./wait";
