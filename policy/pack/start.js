const { join } = require("node:path");
const { register, REGISTER_INSTANCE } = require("ts-node");

// Pulumi has set up the compiler already, which takes seconds for the pack at every preview. Types are checked by
// `npm run types`; here they are only stripped, as everywhere else.
process[REGISTER_INSTANCE]?.enabled(false);
register({ transpileOnly: true, project: join(__dirname, "..", "..", "tsconfig.json") });

require("./index.ts");
