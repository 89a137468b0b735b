import { PolicyPack } from "@pulumi/policy";
import { RULES } from "../rules";
import { policiesOf } from "./policies";

// Creating the pack serves it to the engine.
new PolicyPack("minimal-secure-web", { policies: policiesOf(RULES) });
