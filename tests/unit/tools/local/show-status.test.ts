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
      ...{ kind: "instance", id: "i-0b", name: "shop-stg-nat", api: "running", linux: "off" },
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

const API = { endpoint: "http://127.0.0.1:4567", region: "ap-northeast-1" };

describe("npm run local -- STAGE --status", () => {
  it("shows addresses, and what the API says about each host beside what runs", () => {
    const text = statusText(STATUS, API, NOW);
    expect(text).to.equal(
      `stg runs on this computer: ann started it at 11:05:10, 5 min ago
HTTP     http://127.0.0.1:8080/
HTTPS    https://127.0.0.1:8443/
SSH      127.0.0.1:2222, the bastion
AWS API  http://127.0.0.1:4567 (process 7, 312 MiB in total)

as-shop-stg-web  running            16 MiB, 2 % CPU
  i-0a  10.0.1.10
shop-stg-nat     running, here off
  i-0b  10.0.0.5  198.18.3.4
elb-shop-stg     running            1 of 1 servers in service
  10.0.0.7  198.19.0.1

For the AWS CLI:
  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
  export AWS_REGION=ap-northeast-1 AWS_ENDPOINT_URL=http://127.0.0.1:4567
`,
    );
    expect(Math.max(...text.split("\n").map(({ length }) => length))).to.be.at.most(80);
  });

  it("says why instances do not run, within 80 columns", () => {
    const reason = `instances need packages that are not installed: apt-get install ${"mmdebstrap ".repeat(5).trim()}`;
    const status = { ...STATUS, instances: { running: false, reason }, hosts: [], ports: {} } as const;
    const lines = statusText(status, API, NOW).split("\n");
    expect(lines.slice(2, 5)).to.deep.equal([
      "No EC2   instances need packages that are not installed: apt-get install",
      "         mmdebstrap mmdebstrap mmdebstrap mmdebstrap mmdebstrap",
      "",
    ]);
  });
});
