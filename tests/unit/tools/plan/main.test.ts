import childProcess from "node:child_process";
import dgram from "node:dgram";
import dns from "node:dns";
import fs, { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { stripVTControlCharacters } from "node:util";

import { expect } from "chai";

import type { PlannedFinding } from "../../../../tools/plan/document";
import { exitStatusOf } from "../../../../tools/explain-error";
import { main } from "../../../../tools/plan/main";
import { painter } from "../../../../tools/plan/render/style";
import { planStage } from "../../../../tools/plan/stage-plan";
import { planOnce } from "../../../support/plans";
import { reportOf } from "../../../support/report-plans";
import { variant } from "../../../support/variants";

const ROOT = join(__dirname, "..", "..", "..", "..");

interface Result {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

interface Circumstances {
  readonly root?: string;
  readonly width?: number;
  readonly colours?: boolean;
  /** Plans again instead of reusing an earlier plan. */
  readonly replan?: boolean;
}

async function plan(args: readonly string[], circumstances: Circumstances = {}): Promise<Result> {
  const { root = ROOT, width = 120, colours = false, replan = root !== ROOT } = circumstances;
  const [out, err]: [string[], string[]] = [[], []];
  const writeError = (text: string) => err.push(text);
  const write = (text: string) => out.push(text);
  const io = { root, width, paint: painter(colours), write, writeError, planStage: replan ? planStage : planOnce };
  const status = await exitStatusOf(() => main(args, io), writeError);
  return { status, out: out.join(""), err: err.join("") };
}

/** Puts something else in a property's place. @returns what takes it back */
function replace<T extends object>(owner: T, name: keyof T & string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name)!;
  Object.defineProperty(owner, name, { ...before, value });
  return () => {
    Object.defineProperty(owner, name, before);
  };
}

describe("npm start", () => {
  describe("shows a stage", () => {
    let stg: Result;
    let prod: Result;
    before(async () => {
      stg = await plan([]);
      prod = await plan(["prod"]);
    });

    it("as a tree by component, with what matters", () => {
      expect(stg.status).to.equal(0);
      expect(stg.err).to.equal("");
      for (const line of [
        /^vpc {2}network:Vpc$/m,
        /^├─ VPC +vpc-servicename-stg +10\.0\.0\.0\/16$/m,
        /^├─ subnet +subnet-servicename-stg-public-1a +10\.0\.0\.0\/24 in ap-northeast-1a$/m,
        /^├─ route +0\.0\.0\.0\/0 → igw-servicename-stg, in rtb-servicename-stg-public$/m,
        /^├─ route +0\.0\.0\.0\/0 → instance servicename-stg-nat, in rtb-servicename-stg-private-1a$/m,
        /^├─ auto scaling +asg-servicename-stg +1\.\.1 servers, in subnet-servicename-stg-private-1a,/m,
        /^ {2}sshPrivateKey +\[secret\]$/m,
      ]) {
        expect(stg.out).to.match(line);
      }
    });

    it("as a picture: zones, what is in their subnets, and the default route of each", () => {
      const picture = (text: string) => text.split("\n").filter((line) => /^ {2}[┌│└]/.test(line));
      expect(picture(stg.out)).to.have.length(5);
      expect(picture(prod.out).map((line) => line.replace(/ +│$/, ""))).to.deep.equal([
        picture(prod.out)[0],
        "  │ ap-northeast-1a",
        "  │   public   10.0.0.0/24  elb-servicename-prod, servicename-prod-nat-1a, out by igw-servicename-prod",
        "  │   private  10.0.1.0/24  asg-servicename-prod, servicename-prod-web, out by servicename-prod-nat-1a",
        "  │ ap-northeast-1c",
        "  │   public   10.0.2.0/24  elb-servicename-prod, servicename-prod-nat-1c, out by igw-servicename-prod",
        "  │   private  10.0.3.0/24  asg-servicename-prod, out by servicename-prod-nat-1c",
        picture(prod.out).at(-1),
      ]);
      expect(picture(prod.out)[0]).to.match(/^ {2}┌ vpc-servicename-prod 10\.0\.0\.0\/16 ─+┐$/);
      expect(new Set(picture(prod.out).map(({ length }) => length)).size).to.equal(1);
    });

    it("with the ports that are open, and to whom", () => {
      expect(stg.out).to.match(/in +tcp 80 from load balancer$/m);
      expect(stg.out).to.match(/in +tcp 443 from anyone \(0\.0\.0\.0\/0\)$/m);
      expect(stg.out).to.match(/open to anyone +tcp 443 of load balancer, tcp 80 of load balancer$/m);
    });

    it("with what it costs at least when the price of an instance type is not known, as text and in the HTML report", async () => {
      const set = "instanceTypes.web=m6gd.medium";
      const { status, out, err } = await plan(["--set", set]);
      expect(status).to.equal(0);
      expect(err).to.equal(
        "warning: instanceTypes.web: m6gd.medium is not in config/instance-types.ts: " +
          "price unknown, architecture arm64 by its name; AWS decides whether it exists\n",
      );
      expect(out).to.match(/machine m6gd\.medium +price unknown +× 1$/m);
      expect(out).to.match(/together +more than \d+\.\d\d USD a month of 730 h, without what has no known price: /);
      expect(out).to.match(/price unknown +machine m6gd\.medium of asg-servicename-stg$/m);
      expect(out).to.match(/USD a month +\d+\.\d\d +more than \d+\.\d\d$/m);
      expect(out).to.match(/together +−\d+\.\d\d USD a month, without what has no known price$/m);
      const html = await reportOf(["stg"], [set]);
      expect(html.match(/<td[^>]*>price unknown<\/td>/g)).to.have.length(2);
      expect(html).to.match(/<dd>more than \d+\.\d\d USD a month of 730 h, without what has no known price: /);
    });

    it("with the Elastic IPs that it takes, and those that a change of the NAT's kind takes at its peak", () => {
      const last = (text: string) => /^ {2}Elastic IPs +(.*)$/m.exec(text)?.[1];
      expect(last(stg.out)).to.match(/^1, and 2 while the NAT changes its kind;/);
      expect(last(prod.out)).to.match(/^2, and 4 while the NAT changes its kind; AWS allows 5 per region/);
    });

    it("with who can reach whom, on what and by which way: nobody reaches a web server but through the load balancer", () => {
      const reached = (out: string) =>
        out
          .slice(out.indexOf("\naccess  from rules"), out.indexOf("\ncost\n"))
          .split("\n")
          .map((line) => line.replaceAll(/ +/g, " ").trim());
      expect(reached(stg.out)).to.include.members([
        "anyone → load-balancer tcp 80, 443",
        "load-balancer → web-group tcp 80",
        "web-group → anyone tcp 80, 443 and ping through nat-instance-1a",
        "web-group → s3 tcp 80, 443",
      ]);
      expect(reached(stg.out)).to.include(
        "web-group → web-group tcp 443 through load-balancer, where it becomes tcp 80,",
      );
      for (const { out } of [stg, prod]) {
        const fromAnyone = reached(out).filter((line) => line.startsWith("anyone →"));
        expect(fromAnyone[0]).to.equal("anyone → load-balancer tcp 80, 443");
        expect(fromAnyone[1]).to.match(/^anyone → web-group tcp 443 through load-balancer, where it becomes tcp 80,/);
        expect(fromAnyone).to.have.length(2);
        expect(out).not.to.contain("not understood");
      }
    });

    it("with the chain of rules and routes by which each way is open", () => {
      const lines = stg.out.split("\n").map((line) => line.trim());
      const chain = (start: RegExp) => {
        const first = lines.findIndex((line) => start.test(line)) + 1;
        return lines
          .slice(
            first,
            lines.findIndex((line, index) => index > first && line.includes(" → ")),
          )
          .join(" ");
      };
      expect(chain(/^anyone +→ load-balancer /)).to.equal(
        "by load-balancer › route vpc-public-default, association vpc-public-1a › " +
          "rule access-loadbalancer-from-anyone-{tcp443,tcp80} › load-balancer",
      );
      expect(chain(/^web-group +→ anyone /)).to.equal(
        "by rule access-web-to-anyone-{ping,tcp443,tcp80} › route nat-private-default-1a, association vpc-private-1a › " +
          "rule access-nat-from-private-10.0.1.0/24-{ping,tcp443,tcp80} › instance nat-instance-1a › " +
          "rule access-nat-to-anyone-{ping,tcp443,tcp80} › route vpc-public-default, association vpc-public-1a › " +
          "association nat-instance-1a",
      );
      // Two ways, two chains.
      expect(prod.out.match(/^ +by rule access-web-to-anyone-\{ping,tcp443,tcp80\} ›$/gm)).to.have.length(3);
    });

    it("with what it costs in a month, what that holds and what it leaves out", async () => {
      const text = (out: string) => out.replaceAll(/ +/g, " ");
      expect(text(stg.out)).to.contain("\n nat machine t4g.nano 3.94 × 1\n");
      expect(text(prod.out)).to.contain("\n web-group machine t4g.micro 15.77..31.54 × 2..4\n");
      expect(text(stg.out)).to.contain(
        "\n together 41.98 USD a month of 730 h: 41.54 used or not, 0.44 by use (50 GB out;",
      );
      expect(text(stg.out)).to.contain("not confirmed: Classic Load Balancer").and.to.contain("\n not counted Taxes");
      const busy = await plan(["--gb-out", "1000"]);
      expect(text(busy.out)).to.contain("\n together 152.29 USD a month").and.to.contain("(1000 GB out;");
      const elsewhere = await plan([
        "--set",
        "aws:region=us-east-1",
        "--set",
        "zones=[{name: us-east-1a, publicCidr: 10.0.0.0/24, privateCidr: 10.0.1.0/24}]",
      ]);
      expect(text(elsewhere.out))
        .to.contain("\n together more than 0.00 USD")
        .and.to.contain("prices are known for ap-northeast-1 only");
    });

    it("with a mark on what is protected", () => {
      expect(prod.out).to.match(/VPC +vpc-servicename-prod +10\.0\.0\.0\/16, protected$/m);
      expect(prod.out).to.match(/ 6 protected$/m);
      expect(stg.out).to.match(/ none protected$/m);
    });

    it("and what to do next", () => {
      expect(stg.out).to.contain("pulumi preview --stack stg").and.to.contain("npm run local -- stg");
    });

    it("without an empty value or a trace of the machinery", () => {
      for (const { out } of [stg, prod]) {
        expect(out).not.to.match(/undefined|null|NaN|\[object|04da6b54/);
        expect(out).not.to.match(/ {2}$|, ,|,\n\n/m);
      }
    });

    it("without an id that a deployment would make up", async () => {
      const { resources } = await variant("prod");
      const given = new Set(resources.flatMap(({ inputs, name }) => [inputs.name, name]));
      const ids = resources.flatMap(({ id }) => (typeof id === "string" && !given.has(id) ? [id] : []));
      expect(ids).to.include("vpc-vpc");
      const shown = new Set(prod.out.split(/[\s,]+/));
      expect(ids.filter((id) => shown.has(id))).to.deep.equal([]);
    });

    it("the same each time", async () => {
      expect((await plan([], { replan: true })).out).to.equal(stg.out);
    });

    it("in words, not by its type", () => {
      for (const { out } of [stg, prod]) expect(out).not.to.match(/[├└]─ (?:aws|tls|pulumi)\./);
    });

    it("within the width, one after the other when several are named, in colours only where they are wanted", async () => {
      const { out } = await plan(["stg", "prod"], { width: 80, colours: true });
      expect(out.indexOf("vpc-servicename-stg")).to.be.lessThan(out.indexOf("vpc-servicename-prod"));
      expect(out).to.contain("\u001b[1m");
      expect(stg.out).not.to.contain("\u001b");
      const lines = stripVTControlCharacters(out).split("\n");
      expect(lines.filter((line) => line.length > 80)).to.deep.equal([]);
      const narrow = (await plan(["--set", "nat=gateway"], { width: 60 })).out.split("\n");
      // What is longer is one name that cannot be broken.
      const tooLong = narrow.filter((line) => line.length > 60 && !/[a-z-]+-servicename-stg-\S+( uses|,)?$/.test(line));
      expect(tooLong.filter((line) => !/access-\S+$|groupName/.test(line))).to.deep.equal([]);
    });
  });

  describe("compares", () => {
    const lines = ({ out }: Result, sign: string) =>
      out
        .split("\n")
        .filter((line) => line.startsWith(`  ${sign} `))
        .map((line) => line.replace(/ +/g, " ").trim());

    it("the committed stage with what would be with other settings", async () => {
      const result = await plan(["--set", "nat=gateway"], { width: 200 });
      expect(result.out).to.match(/^stg with nat=gateway /m);
      expect(result.out).to.match(/^difference {2}from stg to stg with nat=gateway$/m);
      expect(lines(result, "+")).to.deep.equal([
        "+ Elastic IP servicename-stg-nat-gateway-1a",
        "+ NAT gateway servicename-stg-nat",
      ]);
      expect(lines(result, "~")).to.deep.equal([
        "~ setting nat instance → gateway",
        "~ route nat-private-default-1a networkInterfaceId nat-instance-1a → none, natGatewayId nat-gateway-1a",
        "~ access web-group → anyone tcp 80, 443 and ping through nat-instance-1a → tcp 80, 443 and ping through nat-gateway-1a",
        "~ access web-group → nat-instance-1a tcp 80, 443 and ping → none",
        "~ access web → anyone tcp 80, 443 and ping through nat-instance-1a → tcp 80, 443 and ping through nat-gateway-1a",
        "~ access web → nat-instance-1a tcp 80, 443 and ping → none",
        "~ access nat-instance-1a → anyone tcp 80, 443 and ping → none",
        "~ access nat-instance-1a → s3 tcp 80, 443 → none",
        "~ access nat-instance-1a → load-balancer tcp 80, 443 → none",
        "~ access nat-instance-1a → web-group tcp 443 through load-balancer, where it becomes tcp 80, tcp 80 through load-balancer → none",
        "~ rule nat-gateway accepted → none",
        "~ cost nat: machine t4g.nano −3.94",
        "~ cost nat: disk −0.77",
        "~ cost nat: NAT gateway +45.26",
        "~ cost nat: data through the NAT gateway +0.31",
        "~ cost together +40.86 USD a month",
      ]);
      expect(lines(result, "-")).to.include("- instance servicename-stg-nat");
    });

    it("both side by side in a few numbers", async () => {
      const { out } = await plan(["--set", "nat=gateway"]);
      const table = out.slice(out.indexOf("\ndifference  ")).split("\n").slice(2, 7);
      expect(table).to.deep.equal([
        "                stg    stg with nat=gateway",
        "  resources     47     38",
        "  USD a month   41.98  82.84",
        "  open ways     17     11",
        "  broken rules  0      0",
      ]);
    });

    it("what replaces a resource, though none of its properties changes", async () => {
      const result = await plan(["--set", "certificate.generation=2"]);
      expect(lines(result, "~").slice(0, 2)).to.deep.equal([
        "~ setting certificate.generation 1 → 2",
        "~ private key certificate is replaced: 1, never → 2, never",
      ]);
    });

    it("settings by their parts, those that are new apart", async () => {
      const zone = (part: string, value: string) => ["--set", `zones[1].${part}=${value}`];
      const result = await plan([
        ...zone("name", "ap-northeast-1c"),
        ...zone("publicCidr", "10.0.2.0/24"),
        ...zone("privateCidr", "10.0.3.0/24"),
      ]);
      expect(result.err).to.equal("");
      expect(lines(result, "+").filter((line) => line.includes("setting"))).to.deep.equal([
        "+ setting zones[1].name ap-northeast-1c",
        "+ setting zones[1].publicCidr 10.0.2.0/24",
        "+ setting zones[1].privateCidr 10.0.3.0/24",
      ]);
    });

    it("and does not call a stage with other settings the one that would be deployed", async () => {
      const { out } = await plan(["--set", "nat=gateway"]);
      const next = out.slice(out.lastIndexOf("\nnext\n"));
      expect(next).not.to.contain("npm run local");
      expect(next)
        .to.contain("pulumi config set --stack stg KEY VALUE")
        .and.to.contain("Pulumi.stg.yaml does not have");
    });

    it("two stages, and says so when nothing is different", async () => {
      const result = await plan(["stg", "prod"]);
      expect(result.out).to.match(/^difference {2}from stg to prod$/m);
      expect(lines(result, "~")).to.include("~ VPC vpc-servicename-prod protected yes");
      const same = await plan(["--set", "nat=instance"]);
      expect(same.out).to.match(/^difference {2}from stg to stg with nat=instance\n {2}none$/m);
    });

    it("with a plan printed earlier as plain data", async () => {
      const folder = mkdtempSync(join(tmpdir(), "plan-"));
      try {
        const file = join(folder, "base.json");
        writeFileSync(file, (await plan(["stg", "prod", "--json"])).out);
        const result = await plan(["stg", "--set", "https=false", "--against", file]);
        expect(result.out).to.match(/^difference {2}from the earlier stg to stg with https=false$/m);
        expect(result.out).not.to.contain("earlier prod");
        writeFileSync(file, '{"plans": [{"format": 2}]}');
        const other = await plan(["--against", file]);
        expect(other).to.include({ status: 2, out: "", err: `${file}: is not what npm start -- --json prints\n` });
        const whole = (JSON.parse((await plan(["stg", "--json"])).out) as { plans: object[] }).plans[0];
        for (const part of ["stage", "settings", "resources", "outputs", "access", "costs"]) {
          writeFileSync(file, JSON.stringify({ plans: [{ ...whole, [part]: undefined }] }));
          expect(await plan(["--against", file]), part).to.deep.equal(other);
        }
        writeFileSync(file, "plans");
        expect((await plan(["--against", file])).err).to.equal(`${file}: is not JSON\n`);
        expect((await plan(["--against", join(folder, "no")])).err).to.match(
          /^--against .*no: there is no such file; npm start [^\n]*\n$/,
        );
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    it("for a pull request, in Markdown: what is different first, the whole plans folded below", async () => {
      const { out } = await plan(["stg", "--set", "nat=gateway", "--markdown"]);
      expect(out.startsWith("### From stg to stg with nat=gateway\n\n|  | stg | stg with nat=gateway |\n")).to.be.true;
      expect(out).to.contain("\n| USD a month | 41.98 | 82.84 |\n").and.to.contain("\n|  | what | name | change |\n");
      expect(out).to.contain("\n| + | NAT gateway | servicename-stg-nat |  |\n");
      expect(out).to.contain("\n| &#126; | setting | nat | instance → gateway |\n");
      expect(out).to.match(
        /<details>\n<summary>The whole plan of stg with nat=gateway<\/summary>\n\n```text\nstg with nat/,
      );
      expect(out.indexOf("<details>")).to.be.greaterThan(out.lastIndexOf("| + |"));
      expect((await plan(["--set", "nat=instance", "--markdown"])).out).to.contain("\n\nNo difference.\n");
    });

    it("as plain data as well", async () => {
      const { plans, differences } = JSON.parse((await plan(["stg", "--set", "nat=none", "--json"])).out) as {
        plans: { stage: string }[];
        differences: { from: string; to: string; difference: { settings: unknown } }[];
      };
      expect(plans.map(({ stage }) => stage)).to.deep.equal(["stg"]);
      expect(differences.map(({ from, to }) => [from, to])).to.deep.equal([["stg", "stg with nat=none"]]);
      expect(differences[0]?.difference.settings).to.deep.equal([{ key: "nat", before: "instance", after: "none" }]);
    });
  });

  it("says on a terminal what it is at, and takes that back before anything is shown or said", async () => {
    for (const [args, after] of [
      [["stg", "prod"], "out"],
      [["--set", "natt=1"], "err"],
    ] as const) {
      const seen: string[] = [];
      const writeError = () => seen.push("err");
      const io = { root: ROOT, width: 120, paint: painter(false), planStage: planOnce, writeError };
      const progress = (text: string) => seen.push(text);
      await exitStatusOf(() => main(args, { ...io, write: () => seen.push("out"), progress }), writeError);
      expect(seen).to.deep.equal([`planning ${after === "out" ? "stg, prod" : "stg"} …`, "", after]);
    }
  });

  it("opens no connection, asks for no name, starts no program, and looks for nobody's credentials", async () => {
    const [read, opened]: [string[], string[]] = [[], []];
    const refuse = (): never => {
      throw new Error("the network is off limits");
    };
    const noting =
      <A extends unknown[], R>(look: (...args: A) => R) =>
      (...args: A): R => {
        opened.push(String(args[0]));
        return look(...args);
      };
    const environment = process.env;
    const undo = [
      replace(Socket.prototype, "connect", refuse),
      replace(dgram.Socket.prototype, "send", refuse),
      replace(dns, "lookup", refuse),
      replace(dns.promises, "lookup", refuse),
      replace(childProcess, "spawn", refuse),
      replace(fs, "readFileSync", noting(fs.readFileSync)),
      replace(fs, "readFile", noting(fs.readFile)),
      replace(fs.promises, "readFile", noting(fs.promises.readFile)),
    ];
    const keys = { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "secret", AWS_PROFILE: "own" };
    process.env = new Proxy<NodeJS.ProcessEnv>(
      { ...environment, ...keys },
      {
        get: (variables, name) => {
          read.push(String(name));
          return variables[String(name)];
        },
      },
    );
    try {
      expect((await plan([], { replan: true })).status).to.equal(0);
    } finally {
      process.env = environment;
      for (const each of undo) each();
    }
    // The SDK asks whether it may warn of an old Node.
    expect(read.filter((name) => /^AWS_(?!SDK_JS_)/.test(name))).to.deep.equal([]);
    expect(opened.filter((file) => file.includes(".aws"))).to.deep.equal([]);
    // What would be noticed is looked at at all.
    expect(opened.map((file) => basename(file))).to.include("Pulumi.stg.yaml");
  });

  it("helps", async () => {
    const { status, out } = await plan(["--help"]);
    expect(status).to.equal(0);
    expect(out).to.contain("npm start -- stg prod");
  });

  describe("refuses", () => {
    let root = "";
    beforeEach(() => {
      root = mkdtempSync(join(tmpdir(), "plan-"));
      cpSync(join(ROOT, "Pulumi.yaml"), join(root, "Pulumi.yaml"));
      writeFileSync(join(root, "index.js"), `module.exports = require(${JSON.stringify(join(ROOT, "index"))});\n`);
    });
    afterEach(() => {
      rmSync(root, { recursive: true });
    });
    const stage = (yaml: string): void => {
      writeFileSync(join(root, "Pulumi.stg.yaml"), yaml);
    };

    it("an unknown stage in one sentence", async () => {
      const { status, out, err } = await plan(["stage"]);
      expect({ status, out }).to.deep.equal({ status: 2, out: "" });
      expect(err).to.equal('there is no stage "stage", only prod or stg\n');
    });

    it("wrong settings, all at once and without a stack trace", async () => {
      stage("config:\n  aws:region: ap-northeast-1\n  nat: gatewya\n  bastionHours: -1\n");
      const { status, out, err } = await plan([], { root });
      expect({ status, out }).to.deep.equal({ status: 2, out: "" });
      expect(err).to.contain('stage "stg" have 3 faults').and.to.contain("did you mean gateway?");
      expect(err).not.to.contain("    at ");
    });

    it("a setting to try that does not exist, with the nearest one", async () => {
      const { status, err } = await plan(["--set", "natt=gateway"]);
      expect(status).to.equal(2);
      expect(err).to.contain("natt").and.to.contain("did you mean nat?");
      expect(err.trim().split("\n")).to.have.length(2);
    });

    it("broken YAML, with the line", async () => {
      stage("config:\n  a: 1\n  a: 2\n");
      const { status, err } = await plan([], { root });
      expect(status).to.equal(2);
      expect(err).to.equal("Pulumi.stg.yaml: Map keys must be unique at line 3, column 3\n");
    });

    it("a program that looks up what nobody answers", async () => {
      stage("config: {}\n");
      const source = 'require("@pulumi/aws").getAvailabilityZonesOutput();';
      const modules = JSON.stringify(join(ROOT, "package.json"));
      const text = `const require2 = require("node:module").createRequire(${modules});\n`;
      const program = `module.exports = async () => { ${source.replace("require", "require2")} };\n`;
      writeFileSync(join(root, "index.js"), text + program);
      const { status, err } = await plan([], { root });
      expect(status).to.equal(1);
      expect(err).to.match(/^the program looks up aws:index\/getAvailabilityZones[^\n]*\n$/);
    });
  });

  it("shows a setting that cannot be decrypted as a secret", async () => {
    const root = mkdtempSync(join(tmpdir(), "plan-"));
    try {
      cpSync(join(ROOT, "Pulumi.yaml"), join(root, "Pulumi.yaml"));
      writeFileSync(join(root, "index.js"), `module.exports = require(${JSON.stringify(join(ROOT, "index"))});\n`);
      const settings = "aws:region: ap-northeast-1, serviceName: shop, bastion: true, adminCidrs: {secure: v1:abc}";
      writeFileSync(join(root, "Pulumi.stg.yaml"), `config: {${settings}}\n`);
      const { status, out } = await plan([], { root });
      expect(status).to.equal(0);
      expect(out).to.match(/in +tcp 22 from \[secret\]$/m);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  describe("with a stage that breaks a rule", () => {
    it("shows the plan, says what is broken, and ends with status 1", async () => {
      const broken: PlannedFinding = {
        ...{ rule: "imdsv2", title: "It asks for a token", severity: "high", sources: ["FSBP EC2.8"] },
        ...{ status: "broken", resource: "web", text: "httpTokens is not required" },
      };
      const [out, err]: [string[], string[]] = [[], []];
      const status = await main(["stg"], {
        ...{ root: ROOT, width: 120, paint: painter(false) },
        write: (text) => out.push(text),
        writeError: (text) => err.push(text),
        planStage: async (...args) => {
          const made = await planOnce(...args);
          return { ...made, document: { ...made.document, findings: [broken] } };
        },
      });
      expect(status).to.equal(1);
      expect(err.join("")).to.equal('1 broken rule: see "rules" in the report\n');
      expect(out.join("")).to.match(
        /^ {2}high +web +httpTokens is not required \(imdsv2, FSBP EC2\.8\), It asks for a token$/m,
      );
    });
  });

  it("writes the HTML report into a file and says where, or says why it cannot", async () => {
    const folder = mkdtempSync(join(tmpdir(), "report-"));
    try {
      const file = join(folder, "plan.html");
      expect(await plan(["--html", file])).to.deep.equal({ status: 0, out: `Written: ${file}\n`, err: "" });
      expect(readFileSync(file, "utf8")).to.match(/^<!doctype html>/);
      const wrong = await plan(["--html", join(folder, "nowhere", "plan.html")]);
      expect(wrong.status).to.equal(2);
      expect(wrong.err).to.match(/^--html .*nowhere.plan\.html: ENOENT/);
      const path = process.env.PATH;
      process.env.PATH = folder;
      try {
        const unopened = await plan(["--html", file, "--open"]);
        expect(unopened.status).to.equal(1);
        expect(unopened.err).to.match(/^no browser could be opened [^\n]*: open .*plan\.html yourself\n$/);
      } finally {
        process.env.PATH = path;
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
