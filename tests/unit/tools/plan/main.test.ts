import childProcess from "node:child_process";
import dgram from "node:dgram";
import dns from "node:dns";
import fs, { cpSync, readFileSync, writeFileSync } from "node:fs";
import { Socket } from "node:net";
import { basename, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { PlannedFinding } from "../../../../tools/plan/document";
import { exitStatusOf } from "../../../../tools/explain-error";
import { main } from "../../../../tools/plan/main";
import { painter } from "../../../../tools/plan/render/style";
import { planStage } from "../../../../tools/plan/stage-plan";
import { planOnce } from "../../../support/plans";
import { reportOf } from "../../../support/report-plans";
import { temporaryFolder } from "../../../support/temporary-folder";

const ROOT = join(__dirname, "..", "..", "..", "..");

interface Result {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

interface Options {
  readonly root?: string;
  readonly width?: number;
  readonly colors?: boolean;
  /** Plans again instead of reusing an earlier plan. */
  readonly replan?: boolean;
}

async function plan(args: readonly string[], options: Options = {}): Promise<Result> {
  const { root = ROOT, width = 120, colors = false, replan = root !== ROOT } = options;
  const [out, err]: [string[], string[]] = [[], []];
  const writeError = (text: string) => err.push(text);
  const write = (text: string) => out.push(text);
  const io = { root, width, paint: painter(colors), write, writeError, planStage: replan ? planStage : planOnce };
  const status = await exitStatusOf(() => main(args, io), writeError);
  return { status, out: out.join(""), err: err.join("") };
}

/** Replaces a property. @returns a function that restores it */
function replace<T extends object>(owner: T, name: keyof T & string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name)!;
  Object.defineProperty(owner, name, { ...before, value });
  return () => {
    Object.defineProperty(owner, name, before);
  };
}

describe("npm start", () => {
  const folder = temporaryFolder();
  /** Writes this program with another stage file. */
  const writeProject = (stageFile: string): void => {
    cpSync(join(ROOT, "Pulumi.yaml"), join(folder(), "Pulumi.yaml"));
    writeFileSync(join(folder(), "index.js"), `module.exports = require(${JSON.stringify(join(ROOT, "index"))});\n`);
    writeFileSync(join(folder(), "Pulumi.stg.yaml"), stageFile);
  };

  describe("shows a stage", () => {
    let stg: Result;
    before(async () => {
      stg = await plan([]);
    });

    it("with a minimum cost if the price of an instance type is unknown, as text and in the HTML report", async () => {
      const set = "instanceTypes.web=m6gd.medium";
      const { status, out, err } = await plan(["--full", "--set", set]);
      expect(status).to.equal(0);
      expect(err).to.equal(
        "warning: instanceTypes.web: m6gd.medium is not in config/instance-types.ts: " +
          "price unknown, architecture arm64 by its name; AWS decides whether it exists\n",
      );
      expect(out).to.match(/EC2 instance m6gd\.medium +price unknown +× 1$/m);
      expect(out).to.match(
        /total +more than \d+\.\d\d USD\/month \(\d+\.\d\d fixed, \d+\.\d\d usage\), without unknown prices$/m,
      );
      expect(out).to.match(/price unknown +EC2 instance m6gd\.medium of asg-servicename-stg$/m);
      expect(out).to.match(/USD\/month +\d+\.\d\d → more than \d+\.\d\d$/m);
      expect(out).to.match(/total +−\d+\.\d\d USD\/month, without unknown prices$/m);
      const html = await reportOf(["stg"], [set]);
      // The charge, and its price and amount in the whole list.
      expect(html.match(/<td[^>]*>price unknown<\/td>/g)).to.have.length(3);
      expect(html).to.match(
        /<dd>more than \d+\.\d\d USD\/month \(\d+\.\d\d fixed, \d+\.\d\d usage\), without unknown prices/,
      );
    });

    it("with the monthly cost of other usage and of another region", async () => {
      const text = (out: string) => out.replaceAll(/ +/g, " ");
      const busy = await plan(["costs", "--gb-out", "1000"]);
      expect(text(busy.out)).to.contain("\n total 152.39 USD/month").and.to.contain("usage 1000 GB/month");
      const elsewhere = await plan([
        "costs",
        "--set",
        "aws:region=us-east-1",
        "--set",
        "zones=[{name: us-east-1a, publicCidr: 10.0.0.0/24, privateCidr: 10.0.1.0/24}]",
      ]);
      expect(text(elsewhere.out))
        .to.contain("\n total more than 0.00 USD/month")
        .and.to.contain("prices are known only for ap-northeast-1");
    });

    it("within the width, several stages in order, and in colors only on request", async () => {
      const { out } = await plan(["stg", "prod", "--full"], { width: 80, colors: true });
      expect(out.indexOf("vpc-servicename-stg")).to.be.lessThan(out.indexOf("vpc-servicename-prod"));
      expect(out).to.contain("\u001b[1m");
      expect(stg.out).not.to.contain("\u001b");
      const lines = stripVTControlCharacters(out).split("\n");
      expect(lines.filter((line) => line.length > 80)).to.deep.equal([]);
      const narrow = (await plan(["--full", "--set", "nat=gateway"], { width: 60 })).out.split("\n");
      // A longer line is one name that cannot break.
      // Commands stay in one line, to be copied.
      const tooLong = narrow.filter(
        (line) =>
          line.length > 60 && !/^ {2}pulumi config/.test(line) && !/[a-z-]+-servicename-stg-\S+( uses|,)?$/.test(line),
      );
      expect(tooLong.filter((line) => !/access-\S+$|groupName/.test(line))).to.deep.equal([]);
    });
  });

  describe("compares", () => {
    const lines = ({ out }: Result, sign: string) =>
      out
        .split("\n")
        .filter((line) => line.startsWith(`  ${sign} `))
        .map((line) => line.replace(/ +/g, " ").trim());

    it("the committed stage with other settings", async () => {
      const result = await plan(["--set", "nat=gateway"], { width: 200 });
      expect(result.out).to.match(/^difference {2}from stg to stg with nat=gateway$/m);
      expect(lines(result, "+")).to.deep.equal([
        "+ Elastic IP servicename-stg-nat-gateway-1a",
        "+ NAT gateway servicename-stg-nat",
      ]);
      expect(lines(result, "~")).to.deep.equal([
        "~ cost nat: EC2 instance t4g.nano −3.94",
        "~ cost nat: EBS volume −0.77",
        "~ cost nat: alarm −0.10",
        "~ cost nat: NAT gateway +45.26",
        "~ cost nat: data processed by the NAT gateway +0.31",
        "~ cost total +40.76 USD/month",
        "~ access web-group → the internet tcp 80, 443 and ping through nat-instance-1a → tcp 80, 443 and ping through nat-gateway-1a",
        "~ access web-group → nat-instance-1a tcp 80, 443 and ping → none",
        "~ access web → the internet tcp 80, 443 and ping through nat-instance-1a → tcp 80, 443 and ping through nat-gateway-1a",
        "~ access web → nat-instance-1a tcp 80, 443 and ping → none",
        "~ access nat-instance-1a → the internet tcp 80, 443 and ping → none",
        "~ access nat-instance-1a → s3 tcp 80, 443 → none",
        "~ access nat-instance-1a → load-balancer tcp 80, 443 → none",
        "~ access nat-instance-1a → web-group tcp 443 through load-balancer (forwarded as tcp 80), tcp 80 through load-balancer → none",
        "~ setting nat instance → gateway",
        "~ route nat-private-default-1a networkInterfaceId nat-instance-1a → none, natGatewayId nat-gateway-1a",
        "~ policy nat-gateway suppressed → none",
      ]);
      expect(lines(result, "-")).to.include("- instance servicename-stg-nat");
    });

    it("replacement triggers, even if no property changes", async () => {
      const result = await plan(["--set", "certificate.generation=2"]);
      expect(lines(result, "~")).to.include.members([
        "~ setting certificate.generation 1 → 2",
        "~ private key certificate replaced: 1, never → 2, never",
      ]);
    });

    it("and prints the commands that make the change, each part of a list or an object by itself", async () => {
      const ranges = 'adminCidrs=["203.0.113.7/32", "198.51.100.0/24"]';
      const sets = ["nat=gateway", "web.max=2", "bastion=true", ranges, "certificate={commonName: my shop}"];
      const { out } = await plan(sets.flatMap((set) => ["--set", set]));
      expect(out.slice(out.indexOf("\nto make this change\n")).split("\n").slice(2, 8)).to.deep.equal([
        "  pulumi config set --stack stg minimal-secure-web:nat gateway",
        "  pulumi config set --stack stg --path minimal-secure-web:web.max 2",
        "  pulumi config set --stack stg minimal-secure-web:bastion true",
        "  pulumi config set --stack stg --path 'minimal-secure-web:adminCidrs[0]' 203.0.113.7/32",
        "  pulumi config set --stack stg --path 'minimal-secure-web:adminCidrs[1]' 198.51.100.0/24",
        "  pulumi config set --stack stg --path minimal-secure-web:certificate.commonName 'my shop'",
      ]);
      expect((await plan(["stg", "prod"])).out).not.to.contain("pulumi config set");
    });

    it("money first, then what is open to the internet, without the plans themselves", async () => {
      const { out } = await plan(["stg", "prod"], { width: 80 });
      const [, cost = "", open = ""] = out.split("\n");
      expect(cost).to.match(/^ {2}USD\/month +42\.08 → 150\.38 to 171\.89$/);
      expect(open).to.match(/^ {2}open +tcp 80, 443 on load-balancer to the internet, as before$/);
      expect(out).not.to.contain("known after deployment\n").and.not.to.contain("+0.00\n");
      expect((await plan(["stg", "prod", "--full"])).out)
        .to.contain("\nnetwork\n")
        .and.to.contain("\ndifference  ");
    });

    it("two stages, and says if there is no difference", async () => {
      const result = await plan(["stg", "prod"]);
      expect(result.out).to.match(/^difference {2}from stg to prod$/m);
      expect(lines(result, "~")).to.include("~ VPC vpc-servicename-prod deletion protection on");
      const same = await plan(["--set", "nat=instance"]);
      expect(same.out).to.match(/^difference {2}from stg to stg with nat=instance\n {2}none$/m);
    });

    it("with an earlier plan from --json", async () => {
      const file = join(folder(), "base.json");
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
      expect((await plan(["--against", join(folder(), "no")])).err).to.match(
        /^--against .*no: there is no such file; npm start [^\n]*\n$/,
      );
      expect((await plan(["--against", folder()])).err).to.equal(
        `--against ${folder()}: is a directory; npm start --silent -- STAGE --json >FILE writes one\n`,
      );
    });

    it("for a pull request, in Markdown: what matters most, then the differences and the plans, folded", async () => {
      const { out } = await plan(["stg", "--set", "nat=gateway", "--markdown"]);
      expect(out).to.match(/^\| stage \| USD\/month \| open to the internet \| replaced \| deleted \| violations \|\n/);
      expect(out).to.match(
        /\n\n<details>\n<summary>All differences from stg to stg with nat=gateway \(\d+\)<\/summary>\n\n\|  \| what \|/,
      );
      expect(out).to.contain("\n| + | NAT gateway | servicename-stg-nat |  |\n");
      expect(out).to.contain("\n| &#126; | setting | nat | instance → gateway |\n");
      expect(out).to.match(
        /<details>\n<summary>The whole plan of stg with nat=gateway<\/summary>\n\n```text\nstg with nat/,
      );
      expect((await plan(["--set", "nat=instance", "--markdown"])).out).to.contain(
        "\n\nNo difference from stg to stg with nat=instance.\n",
      );
    });

    it("as JSON", async () => {
      const { plans, differences } = JSON.parse((await plan(["stg", "--set", "nat=none", "--json"])).out) as {
        plans: { stage: string }[];
        differences: { from: string; to: string; difference: { settings: unknown } }[];
      };
      expect(plans.map(({ stage }) => stage)).to.deep.equal(["stg"]);
      expect(differences.map(({ from, to }) => [from, to])).to.deep.equal([["stg", "stg with nat=none"]]);
      expect(differences[0]?.difference.settings).to.deep.equal([{ key: "nat", before: "instance", after: "none" }]);
    });
  });

  it("shows its progress on a terminal, and clears it before any output", async () => {
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

  it("opens no connection, resolves no name, starts no program and reads no credentials", async () => {
    const [read, opened]: [string[], string[]] = [[], []];
    const block = (): never => {
      throw new Error("the network is off limits");
    };
    const noting =
      <A extends unknown[], R>(read: (...args: A) => R) =>
      (...args: A): R => {
        opened.push(String(args[0]));
        return read(...args);
      };
    const environment = process.env;
    const undo = [
      replace(Socket.prototype, "connect", block),
      replace(dgram.Socket.prototype, "send", block),
      replace(dns, "lookup", block),
      replace(dns.promises, "lookup", block),
      replace(childProcess, "spawn", block),
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
    // The SDK reads whether it may warn about an old Node.
    expect(read.filter((name) => /^AWS_(?!SDK_JS_)/.test(name))).to.deep.equal([]);
    expect(opened.filter((file) => file.includes(".aws"))).to.deep.equal([]);
    // The test does see opened files.
    expect(opened.map((file) => basename(file))).to.include("Pulumi.stg.yaml");
  });

  it("helps", async () => {
    const { status, out } = await plan(["--help"]);
    expect(status).to.equal(0);
    expect(out).to.contain("npm start -- stg prod");
  });

  describe("rejects", () => {
    it("an unknown stage in one sentence", async () => {
      const { status, out, err } = await plan(["stage"]);
      expect({ status, out }).to.deep.equal({ status: 2, out: "" });
      expect(err).to.equal('there is no stage "stage", only prod or stg\n');
    });

    it("wrong settings, all at once and without a stack trace", async () => {
      writeProject("config:\n  aws:region: ap-northeast-1\n  nat: gatewya\n  bastionHours: -1\n");
      const { status, out, err } = await plan([], { root: folder() });
      expect({ status, out }).to.deep.equal({ status: 2, out: "" });
      expect(err).to.contain('stage "stg" have 3 issues').and.to.contain("did you mean gateway?");
      expect(err).not.to.contain("    at ");
    });

    it("a program with an unknown invoke", async () => {
      writeProject("config: {}\n");
      const source = 'require("@pulumi/aws").getAvailabilityZonesOutput();';
      const modules = JSON.stringify(join(ROOT, "package.json"));
      const text = `const require2 = require("node:module").createRequire(${modules});\n`;
      const program = `module.exports = async () => { ${source.replace("require", "require2")} };\n`;
      writeFileSync(join(folder(), "index.js"), text + program);
      const { status, err } = await plan([], { root: folder() });
      expect(status).to.equal(1);
      expect(err).to.match(/^the program invokes aws:index\/getAvailabilityZones[^\n]*\n$/);
    });
  });

  it("shows a setting that cannot be decrypted as a secret", async () => {
    const settings = "aws:region: ap-northeast-1, serviceName: shop, bastion: true, adminCidrs: {secure: v1:abc}";
    writeProject(`config: {${settings}}\n`);
    const { status, out } = await plan(["resources"], { root: folder() });
    expect(status).to.equal(0);
    expect(out).to.match(/in +tcp 22 from \[secret\]$/m);
  });

  describe("with a stage that violates a policy", () => {
    it("shows the plan and the violation, and ends with status 1", async () => {
      const violation: PlannedFinding = {
        ...{ rule: "imdsv2", title: "It asks for a token", severity: "high", sources: ["FSBP EC2.8"] },
        ...{ status: "broken", resource: "web", text: "httpTokens is not required" },
      };
      const [out, err]: [string[], string[]] = [[], []];
      const status = await main(["stg", "--full"], {
        ...{ root: ROOT, width: 120, paint: painter(false) },
        write: (text) => out.push(text),
        writeError: (text) => err.push(text),
        planStage: async (...args) => {
          const planned = await planOnce(...args);
          return { ...planned, document: { ...planned.document, findings: [violation] } };
        },
      });
      expect(status).to.equal(1);
      expect(err.join("")).to.equal("1 policy violation: npm start -- stg policies\n");
      expect(out.join("")).to.match(
        /^ {2}high +web +httpTokens is not required \(imdsv2, FSBP EC2\.8\), It asks for a token$/m,
      );
    });
  });

  it("writes JSON into a file, and takes no stage for one", async () => {
    const file = join(folder(), "plan.json");
    expect(await plan(["--json", file])).to.deep.equal({ status: 0, out: `Written: ${file}\n`, err: "" });
    expect(readFileSync(file, "utf8")).to.equal((await plan(["--json"])).out);
    expect(JSON.parse((await plan(["--json", "prod"])).out)).to.have.nested.property("plans[0].stage", "prod");
    expect((await plan(["--json", join(folder(), "nowhere", "a.json")])).err).to.match(
      /^--json .*nowhere.a\.json: there is no folder .*nowhere\n/,
    );
  });

  it("shows only the parts that are asked for", async () => {
    const { out } = await plan(["stg", "costs", "outputs"]);
    expect(out.match(/^[a-z]+$/gm)).to.deep.equal(["outputs", "costs"]);
  });

  it("writes the HTML report into a file, or says why it cannot", async () => {
    const file = join(folder(), "plan.html");
    expect(await plan(["--html", file])).to.deep.equal({ status: 0, out: `Written: ${file}\n`, err: "" });
    expect(readFileSync(file, "utf8")).to.match(/^<!doctype html>/);
    const wrong = await plan(["--html", join(folder(), "nowhere", "plan.html")]);
    expect(wrong.status).to.equal(2);
    expect(wrong.err).to.match(/^--html .*nowhere.plan\.html: there is no folder .*nowhere\n/);
    const path = process.env.PATH;
    process.env.PATH = folder();
    try {
      const unopened = await plan(["--html", file, "--open"]);
      expect(unopened.status).to.equal(1);
      expect(unopened.err).to.match(/^no browser could be opened [^\n]*: open .*plan\.html yourself\n$/);
    } finally {
      process.env.PATH = path;
    }
  });
});
