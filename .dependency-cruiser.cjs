/** The folders of the program and its tools: each imports from itself and from those after it. */
const LAYERS = [
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
];

const above = (index) => ["index[.]ts$", "tests/", ...LAYERS.slice(0, index).map((layer) => `${layer}/`)];

module.exports = {
  forbidden: [
    { name: "no-cycle", severity: "error", from: {}, to: { circular: true } },
    ...LAYERS.map((layer, index) => ({
      name: `${layer}-imports-downwards`,
      comment: "The layout is in docs/architecture.md.",
      severity: "error",
      from: { path: `^${layer}/` },
      to: { path: `^(${above(index).join("|")})` },
    })),
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
