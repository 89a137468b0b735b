export { NoBrowser, openInBrowser } from "./open";
export { htmlReport } from "./report";
