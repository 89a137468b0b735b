export { INTERNET } from "./internet";
export { Network } from "./network";
