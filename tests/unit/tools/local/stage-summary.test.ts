import { expect } from "chai";

import { stageSummary, type Deployed } from "../../../../tools/local/stage-summary";

const RUNNING: Deployed = {
  stage: "stg",
  nat: "instance",
  status: { instances: { running: true, sandboxPid: 1 }, ports: { http: 8080, https: 8443 } },
  pages: [
    { url: "http://127.0.0.1:8080/", found: "hello!", isGood: true },
    { url: "https://127.0.0.1:8443/", found: "hello!", isGood: true },
  ],
};

const API_ONLY: Deployed = {
  stage: "stg",
  nat: "instance",
  status: { instances: { running: false, reason: "instances need root: run the command with sudo" }, ports: {} },
  pages: [],
};

describe("the last lines of npm run local", () => {
  it("show the page over HTTP and HTTPS, how to look around, and how to stop", () => {
    expect(stageSummary(RUNNING, 80)).to.equal(`
Page  http://127.0.0.1:8080/  → hello!
      https://127.0.0.1:8443/ → hello!
Next  npm run local -- stg --status           what runs, addresses, AWS CLI
      npm run local -- stg --logs web -f      the console of a web server
      npm run local -- stg --verify           check that it works
      npm run local -- stg --kill-one         see a web server replaced
      npm run local -- stg --set nat=gateway  switch the NAT
Stop  npm run local -- stg --down             stop it and remove its files
`);
  });

  it("say in one sentence why instances do not run", () => {
    expect(stageSummary(API_ONLY, 80)).to.equal(`
Page  none, only the AWS API answers: instances need root: run the command with
      sudo
Next  npm run local -- stg --status           what runs, addresses, AWS CLI
      npm run local -- stg --logs api -f      AWS API calls
      npm run local -- stg --verify           check that it works
      npm run local -- stg --kill-one         see a web server replaced
      npm run local -- stg --set nat=gateway  switch the NAT
Stop  npm run local -- stg --down             stop it and remove its files
`);
  });

  it("offer a login while the bastion has a port here", () => {
    const status = { ...RUNNING.status, ports: { ...RUNNING.status.ports, ssh: 2222 } };
    const text = stageSummary({ ...RUNNING, status }, 80);
    expect(text)
      .to.match(/^ {6}npm run ssh -- stg web +log in to a web server$/m)
      .and.not.to.contain("--verify");
  });

  it("offer the other kind of NAT", () => {
    expect(stageSummary({ ...RUNNING, nat: "gateway" }, 80)).to.contain("npm run local -- stg --set nat=instance");
  });

  it("put what commands do below them where a terminal is narrow", () => {
    expect(stageSummary(RUNNING, 48).split("\n").slice(3, 7)).to.deep.equal([
      "Next  npm run local -- stg --status",
      "        what runs, addresses, AWS CLI",
      "      npm run local -- stg --logs web -f",
      "        the console of a web server",
    ]);
  });

  it("fit on one screen of 80 columns with the lines of the steps, and into 48 columns", () => {
    const long = `no answer: ${"connect ECONNREFUSED ".repeat(8)}`;
    const failing = { ...RUNNING, stage: "production", pages: RUNNING.pages.map((page) => ({ ...page, found: long })) };
    for (const deployed of [RUNNING, API_ONLY, failing]) {
      const lines = stageSummary(deployed, 80).split("\n");
      expect(lines.filter(({ length }) => length > 80)).to.deep.equal([]);
      if (deployed !== failing) expect(lines.length + 6).to.be.at.most(24);
    }
    const narrow = stageSummary(RUNNING, 48).split("\n");
    expect(narrow.filter(({ length }) => length > 48)).to.deep.equal([]);
  });
});
