export { describeGroup } from "./auto-scaling-group";
export { withCallNames } from "./call-names";
export { AwsClients } from "./clients";
export { lastLineOf, readConsole, type ConsoleOutput } from "./console-output";
export { filtersOf, stageTags } from "./filters";
export { isContention, sendOnceFree } from "./contention";
export { allPages } from "./pages";
