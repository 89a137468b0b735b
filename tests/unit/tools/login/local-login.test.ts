import * as fs from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";

import { expect } from "chai";

import {
  enterLocalStage,
  localLoginFiles,
  meantLocalStage,
  requireBastion,
  throughLocalPort,
} from "../../../../tools/login/local-login";
import type { LocalStage } from "../../../../tools/local/local-stage";
import { stageFolder } from "../../../../tools/local/stage-folder";
import type { StageFacts } from "../../../../tools/local/status";
import { BASTION, instance, stageWith } from "../stage/support";

const FACTS: StageFacts = {
  instances: { running: true, sandboxPid: 1 },
  hosts: [],
  ports: { ssh: 2222 },
  memoryMiB: 1,
};

describe("A login to a stage that runs on this computer", () => {
  let root: string;
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), "local-login-"));
  });
  afterEach(() => {
    fs.rmSync(root, { recursive: true });
  });

  const write = (file: string, text: string) => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  };

  /** What `npm run local` leaves while it runs. */
  function local(facts: Partial<StageFacts> = {}, settings = ""): LocalStage {
    const places = stageFolder(root, "stg");
    write(path.join(places.project, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    write(
      path.join(places.project, "Pulumi.stg.yaml"),
      `config:\n  aws:region: ap-northeast-1\n  minimal-secure-web:serviceName: shop\n${settings}`,
    );
    return {
      ...{ stage: "stg", places, environment: process.env },
      emulator: { pid: process.pid, endpoint: "http://127.0.0.1:9", port: 9, requestLogFile: "" },
      status: {
        ...{ pid: 1, stage: "stg", startedAt: "", by: { user: "ann", pid: 1, command: "" } },
        ...{ ...FACTS, ...facts },
      },
    };
  }

  it("is meant when the stage runs, unless an endpoint is set or --aws is given", async () => {
    const server = createServer((_, response) => response.end(JSON.stringify({ pid: process.pid, ...FACTS })));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const meant = async (request: { stageName: string; aws?: true }, environment: NodeJS.ProcessEnv = {}) =>
      (await meantLocalStage(root, request, environment))?.emulator.port;
    try {
      expect(await meant({ stageName: "stg" }), "nothing runs").to.equal(undefined);
      const { places, emulator } = local();
      const endpoint = `http://127.0.0.1:${port}`;
      write(path.join(places.folder, "emulator.json"), JSON.stringify({ ...emulator, endpoint, port }));
      expect(await meant({ stageName: "stg" })).to.equal(port);
      expect(await meant({ stageName: "prod" })).to.equal(undefined);
      expect(await meant({ stageName: "stg", aws: true })).to.equal(undefined);
      expect(await meant({ stageName: "stg" }, { AWS_ENDPOINT_URL: "http://127.0.0.1:1" })).to.equal(undefined);
      expect(await meant({ stageName: "stg" }, { AWS_ENDPOINT_URL_EC2: "http://127.0.0.1:1" })).to.equal(undefined);
    } finally {
      server.close();
    }
    expect(await meant({ stageName: "stg" }), "the emulator has ended").to.equal(undefined);
  });

  it("has the settings that were deployed, not those of the project", () => {
    const before = { ...process.env };
    expect(enterLocalStage(local({}, "  minimal-secure-web:web: {max: 4}\n")).settings.web.max).to.equal(4);
    expect(process.env).to.deep.equal(before);
  });

  it("is refused where there is nothing to log in to", () => {
    const stopped = local({ instances: { running: false, reason: "no root" } });
    expect(() => enterLocalStage(stopped)).to.throw(
      "There is nothing to log in to: instances are not running here (no root)",
    );
    expect(() => enterLocalStage(local({}, "  minimal-secure-web:access: ssm\n"))).to.throw(
      "stg has access: ssm, and there is no Session Manager on this computer. To log in with SSH: " +
        "npm run local -- stg --set access=ssh --set bastion=true --set 'adminCidrs[0]=203.0.113.10/32'",
    );
  });

  it("needs the bastion, and names the command that turns it on here", () => {
    const web = instance("web", "i-0a");
    const off = "The bastion of stg is off. To turn it on: npm run local -- stg --set bastion=true";
    expect(() => {
      requireBastion(stageWith(), [web]);
    }).to.throw(`${off} --set 'adminCidrs[0]=203.0.113.10/32'`);
    const known = stageWith({ adminCidrs: ["198.51.100.0/24"] });
    expect(() => {
      requireBastion(known, [web, instance("bastion", "i-0b", { state: "stopped" })]);
    })
      .to.throw()
      .with.property("message", off);
    requireBastion(known, [web, BASTION]);
  });

  it("goes through the bastion's port on this computer", () => {
    const to = instance("web", "i-0a");
    expect(throughLocalPort({ kind: "jump", bastion: BASTION, to }, local())).to.deep.equal({
      ...{ kind: "jump", to },
      bastion: { ...BASTION, publicIp: "127.0.0.1", port: 2222 },
    });
    expect(() => throughLocalPort({ kind: "bastion", bastion: BASTION }, local({ ports: {} }))).to.throw(
      "The bastion of stg has no port on this computer yet: npm run local -- stg --status shows the ports",
    );
  });

  it("uses the key of the local stack, unless there is another", async () => {
    const script = '#!/bin/sh\necho "-----BEGIN RSA PRIVATE KEY-----"\n';
    write(path.join(root, "bin", "pulumi"), script);
    fs.chmodSync(path.join(root, "bin", "pulumi"), 0o755);
    const stage = { ...local(), environment: { PATH: `${path.join(root, "bin")}:/usr/bin:/bin` } };
    const folder = stage.places.login;
    const key = path.join(folder, "private-key");
    expect(await localLoginFiles(stage, undefined)).to.deep.equal({ folder, identityFile: key });
    expect(fs.readFileSync(key, "utf8")).to.equal("-----BEGIN RSA PRIVATE KEY-----\n");
    expect(fs.statSync(key).mode & 0o777).to.equal(0o600);
    expect(await localLoginFiles(stage, "/my/key")).to.deep.equal({ folder, identityFile: "/my/key" });
    write(path.join(root, "bin", "pulumi"), "#!/bin/sh\nexit 255\n");
    expect(await localLoginFiles(stage, undefined)).to.deep.equal({ folder });
  });
});
