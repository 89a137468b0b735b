import { expect } from "chai";

import { stageSummary, type Deployed } from "../../../../tools/local/stage-summary";

const EMULATOR = { endpoint: "http://127.0.0.1:39947" };
const RUNNING: Deployed = {
  ...{ stage: "stg", region: "ap-northeast-1", emulator: EMULATOR },
  status: { instances: { running: true, sandboxPid: 1 }, ports: { http: 8080, https: 8443 } },
  pages: [
    { url: "http://127.0.0.1:8080/", found: "hello!", isGood: true },
    { url: "https://127.0.0.1:8443/", found: "hello!", isGood: true },
  ],
};

describe("the last lines of npm run local", () => {
  it("show the page over HTTP and HTTPS, and how to look around", () => {
    expect(stageSummary(RUNNING)).to.equal(`
  http://127.0.0.1:8080/  → hello!
  https://127.0.0.1:8443/ → hello!

To look around:
  npm run local -- stg --status           what the API reports, and what runs
  npm run local -- stg --logs web -f      console of a web server (or nat, api)
  npm run ssh -- stg web                  log in, with the bastion on
  npm run local -- stg --verify           check everything
  npm run local -- stg --kill-one         terminate a server and see it replaced
  npm run local -- stg --set nat=gateway  try a setting
  npm run local -- stg --down             stop it
With the AWS CLI:
  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
  export AWS_REGION=ap-northeast-1 AWS_ENDPOINT_URL=http://127.0.0.1:39947
`);
  });

  it("say in one sentence why instances do not run, and leave out what needs them", () => {
    const status = { instances: { running: false, reason: "unshare: Operation not permitted" }, ports: {} } as const;
    expect(stageSummary({ ...RUNNING, status, pages: [] })).to.equal(`
Instances do not run here, so only the AWS API answers:
  unshare: Operation not permitted

To look around:
  npm run local -- stg --status           what the API reports, and what runs
  npm run local -- stg --logs api -f      AWS API calls
  npm run local -- stg --verify           check what the API reports
  npm run local -- stg --kill-one         terminate a server and see it replaced
  npm run local -- stg --set nat=gateway  try a setting
  npm run local -- stg --down             stop it
With the AWS CLI:
  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
  export AWS_REGION=ap-northeast-1 AWS_ENDPOINT_URL=http://127.0.0.1:39947
`);
  });

  it("fit on one screen of 80 columns, after the lines of the steps", () => {
    const lines = stageSummary(RUNNING).split("\n");
    expect(Math.max(...lines.map(({ length }) => length))).to.be.at.most(80);
    expect(lines.length + 6).to.be.at.most(24);
  });
});
