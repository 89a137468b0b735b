export { analyse } from "./analyse";
export type { Flow, Party, Reachability, Relation, Step, Unclear } from "./reachability";
export { relationWords } from "./relation-words";
export { carries, except, icmpNumber, isNothing, together, type Protocol, type Traffic } from "./sets/traffic";
export { trafficWords } from "./sets/traffic-words";
