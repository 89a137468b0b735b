export type * from "./model";
export { readNetwork } from "./read";
