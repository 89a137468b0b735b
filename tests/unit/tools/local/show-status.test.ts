import { expect } from "chai";

import { statusText } from "../../../../tools/local/show-status";
import type { LocalStatus } from "../../../../tools/local/status";

const NOW = new Date(2026, 10, 28, 11, 10, 10);
const STATUS: LocalStatus = {
  ...{ pid: 7, stage: "stg", startedAt: new Date(2026, 10, 28, 11, 5, 10).toISOString() },
  by: { user: "ann", pid: 5, command: "npm run local -- stg" },
  instances: { running: true, sandboxPid: 1 },
  hosts: [
    {
      ...{ kind: "instance", id: "i-0a", name: "as-shop-stg-web", api: "running", linux: "running" },
      ...{ address: "10.0.1.10", load: "16 MiB, 2 % CPU" },
    },
    {
      ...{ kind: "instance", id: "i-0b", name: "shop-stg-nat", api: "running", linux: "ended" },
      ...{ address: "10.0.0.5", publicAddress: "198.18.3.4" },
    },
    {
      ...{ kind: "load balancer", id: "elb-shop-stg", name: "elb-shop-stg", api: "active", linux: "running" },
      ...{ address: "10.0.0.7", publicAddress: "198.19.0.1", load: "1 of 1 servers in service" },
    },
  ],
  ports: { http: 8080, https: 8443, ssh: 2222 },
  memoryMiB: 312,
};

describe("npm run local -- STAGE --status", () => {
  it("shows what the API says about each host beside what runs", () => {
    expect(statusText(STATUS, "http://127.0.0.1:4567", NOW)).to.equal(
      `stg runs on this computer: ann started it at 11:05:10, 5 min ago
  AWS API    http://127.0.0.1:4567  (process 7, 312 MiB in total)
  HTTP       http://127.0.0.1:8080/
  HTTPS      https://127.0.0.1:8443/
  SSH        127.0.0.1:2222, the bastion

  name             id    API      runs     address    public
  as-shop-stg-web  i-0a  running  running  10.0.1.10              16 MiB, 2 % CPU
  shop-stg-nat     i-0b  running  ended    10.0.0.5   198.18.3.4
  elb-shop-stg           active   running  10.0.0.7   198.19.0.1  1 of 1 servers in service
`,
    );
  });

  it("says why instances do not run", () => {
    const status = { ...STATUS, instances: { running: false, reason: "no root" }, hosts: [], ports: {} } as const;
    expect(statusText(status, "http://127.0.0.1:4567", NOW).split("\n").slice(2)).to.deep.equal([
      "  instances  are not running: no root",
      "",
    ]);
  });
});
