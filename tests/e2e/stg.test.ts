import { describeStage } from "./support/describe-stage";
import { STG } from "./support/expectations";

describeStage(STG);
