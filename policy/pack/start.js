const { join } = require("node:path");
const { register, REGISTER_INSTANCE } = require("ts-node");

// Pulumi has registered ts-node with type checks, which takes seconds at every preview. `npm run types` checks types;
// here they are only stripped, as everywhere else.
process[REGISTER_INSTANCE]?.enabled(false);
register({ transpileOnly: true, project: join(__dirname, "..", "..", "tsconfig.json") });

require("./index.ts");
