export { askFirst } from "./ask-first";
export { AwsClients } from "./clients";
export { beforeChange } from "./before-change";
export { waitFor, type Waiting } from "./wait";
