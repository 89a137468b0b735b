import { PolicyPack } from "@pulumi/policy";

import { RULES } from "../rules";
import { policiesOf } from "./policies";

// The engine starts this file; making the pack is what serves it.
new PolicyPack("minimal-secure-web", { policies: policiesOf(RULES) });
