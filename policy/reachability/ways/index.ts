export { wayIn } from "./inwards";
export { wayInside, wayToServer } from "./inside";
export { natTargets } from "./outwards";
export { follow, type Outcome, type Outsider, type Passage, type Standpoint, type Way } from "./way";
