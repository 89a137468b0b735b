// Stands before all that loads Pulumi.
import "../../offline/stub-arborist";
import { main } from "./main";

void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
