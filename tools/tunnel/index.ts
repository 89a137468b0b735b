import { join } from "node:path";

// Stands before all that loads Pulumi.
import "../../offline/stub-arborist";
import { run } from "../run";
import { main } from "./main";

run((args) => main(args, join(__dirname, "..", "..")));
