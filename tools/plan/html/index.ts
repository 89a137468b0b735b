export { openInBrowser } from "./open";
export { htmlReport } from "./report";
