const { readdirSync } = require("node:fs");
const { join } = require("node:path");

/** The folders in a folder, from top to bottom: each imports from itself and from those after it. */
const LAYERS = {
  "": [
    "tools",
    "policy",
    "offline",
    "compute",
    "loadbalancer",
    "certs",
    "network",
    "monitoring",
    "preflight",
    "config",
    "lib",
  ],
  "compute/": ["bastion", "web", "login"],
  "lib/": ["aws", "folder"],
  "policy/": ["pack", "rules", "reachability"],
  "policy/reachability/": ["paths", "network"],
  "tools/": [
    ...["pull-request", "scan", "recover", "ssh", "tunnel", "verify", "login", "local"],
    ...["plan", "stage", "costs", "python"],
  ],
  "tools/local/": ["machines", "rejections", "patches"],
  "tools/local/machines/": ["host-ports", "load-balancers", "instances", "network", "base-root", "services"],
  "tools/local/patches/": ["refresh", "running-groups"],
  "tools/plan/": ["html", "render", "document"],
  "tools/recover/": ["deletion", "inventory"],
  "tools/scan/": ["checkov", "parliament"],
};

const rules = Object.entries(LAYERS).flatMap(([parent, layers]) => {
  const folders = readdirSync(join(__dirname, parent), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  // The root has folders of its users too, such as their sites.
  const missing = parent === "" ? [] : folders.filter(({ name }) => !layers.includes(name));
  if (missing.length > 0) throw new Error(`Add to the layers: ${missing.map(({ name }) => parent + name).join(", ")}`);
  return layers.flatMap((layer, index) => {
    const above = layers.slice(0, index).map((other) => `^${parent}${other}/`);
    const forbidden = parent === "" ? ["^index[.]ts$", "^tests/", ...above] : above;
    if (forbidden.length === 0) return [];
    return {
      name: `${parent}${layer}-imports-downwards`,
      comment: "The layout is in docs/architecture.md.",
      severity: "error",
      from: { path: `^${parent}${layer}/` },
      to: { path: forbidden },
    };
  });
});

module.exports = {
  forbidden: [
    { name: "no-cycle", severity: "error", from: {}, to: { circular: true } },
    ...rules,
    {
      name: "no-unused-file",
      severity: "error",
      // Configuration, a script inside the report's page, and what a test copies into a program.
      from: {
        orphan: true,
        pathNot: "[.](cjs|mjs|d[.]ts)$|^tools/plan/html/page/page[.]js$|^tests/e2e/support/violations[.]ts$",
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "node_modules|[.]local" },
    // Imports of types count: they tie files together as well.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
