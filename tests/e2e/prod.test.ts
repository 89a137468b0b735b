import { describeStage } from "./support/describe-stage";
import { PROD } from "./support/expectations";

describeStage(PROD);
