import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { text } from "node:stream/consumers";

import { expect } from "chai";

import { userDataFrom } from "../../../lib/user-data";
import { baseRoot, caFolder } from "../../../tools/local/machines/base-root/base-root";
import type { Cloud, Instance } from "../../../tools/local/machines/cloud";
import { startServices, type Services } from "../../../tools/local/machines/services/services";
import { skipUnlessSupported } from "../../support/namespaces";
import { InstanceLab, REGION, type Launch } from "./support/instance-lab";

const ROOT = path.join(__dirname, "..", "..", "..");

const REQUIREMENTS = {
  what: "instances",
  commands: ["mmdebstrap", "systemd-nspawn", "dnsmasq", "ip", "nsenter", "openssl"],
  files: [],
  probe:
    "mount -t tmpfs tmpfs /mnt && mkdir /mnt/u /mnt/w && mount -t overlay -o lowerdir=/,upperdir=/mnt/u,workdir=/mnt/w o /mnt",
};

function instance(id: string, privateAddress: string): Instance {
  return {
    ...{ id, state: "running", name: id, imageId: "ami-1", instanceType: "t4g.nano", subnetId: "subnet-1" },
    ...{ privateAddress, publicAddress: undefined, securityGroupIds: [], sourceDestCheck: true, keyName: undefined },
    ...{ instanceProfile: "arn:aws:iam::123456789012:instance-profile/reader", launchedAt: "2026-01-02T03:04:05Z" },
  };
}

const ADDRESSES = {
  ...{ build: "10.0.1.10", served: "10.0.1.11", redirected: "10.0.1.12", own: "10.0.1.13", nat: "10.0.1.14" },
  ...{ bastion: "10.0.1.15", plain: "10.0.1.16" },
} as const;

const CLOUD: Cloud = {
  region: REGION,
  vpc: { id: "vpc-1", cidr: "10.0.0.0/16" },
  subnets: [{ id: "subnet-1", cidr: "10.0.0.0/16", zone: `${REGION}a`, routeTableId: "rtb-1" }],
  ...{ routeTables: [], securityGroups: [], natGateways: [], loadBalancers: [], groups: [] },
  instances: Object.entries(ADDRESSES).map(([id, address]) => instance(id, address)),
};

const OBJECT = "from the bucket\n";

/** Answers as the emulator would, to an AWS CLI that asks for an object and a parameter; records the requests. */
function standIn(requests: { address: string; authorization: string; body: string }[]): http.Server {
  return http.createServer((request, response) => {
    void text(request).then((body) => {
      const { host = "", authorization = "" } = request.headers;
      requests.push({ address: `${host}${request.url ?? ""}`, authorization, body });
      if (/^ssm[.]/.test(host)) {
        const parameter = { Name: "/secret", Type: "SecureString", Value: "decrypted", Version: 1 };
        response.setHeader("content-type", "application/x-amz-json-1.1");
        response.end(JSON.stringify({ Parameter: parameter }));
      } else if (request.method === "PUT") {
        response.setHeader("etag", '"0"');
        response.end();
      } else {
        const headers = { etag: '"0"', "last-modified": "Fri, 02 Jan 2026 03:04:05 GMT" };
        response.writeHead(200, { ...headers, "content-length": OBJECT.length });
        response.end(request.method === "HEAD" ? undefined : OBJECT);
      }
    });
  });
}

describe("The local Amazon Linux", () => {
  const requests: { address: string; authorization: string; body: string }[] = [];
  const emulator = standIn(requests);
  let lab: InstanceLab | undefined;
  let services: Services | undefined;

  before(async function () {
    skipUnlessSupported(REQUIREMENTS, this);
    const root = await baseRoot(ROOT, (line) => {
      console.log(`      ${line}`);
    });
    await new Promise<void>((resolve) => emulator.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(emulator.address() as AddressInfo).port}`;
    lab = await InstanceLab.start(root);
    services = await startServices(lab.sandbox, {
      endpoint,
      region: REGION,
      caFolder: caFolder(ROOT),
      userData: () => "",
    });
    await services.update(CLOUD, {});
    await launch("plain", {});
    await lab.waitFor("plain", /Cloud-init .* finished/);
  });
  after(async () => {
    // Undefined if the suite was skipped.
    await services?.stop();
    await lab?.stop();
    emulator.close();
    emulator.closeAllConnections();
  });

  function launch(id: keyof typeof ADDRESSES, options: Omit<Launch, "id" | "address">): Promise<void> {
    return lab!.launch({ id, address: ADDRESSES[id], ...options });
  }

  const webImage = (OWN_SCRIPT = "") => userDataFrom(path.join(ROOT, "compute/web/web.sh"), { OWN_SCRIPT });
  const webStart = (HTTP_MODE: string) => userDataFrom(path.join(ROOT, "compute/web/web-start.sh"), { HTTP_MODE });
  const run = (script: string) => lab!.run("plain", `exec 2>&1; ${script}`);

  describe("as a web server", () => {
    it("becomes one by its user data, and powers off without host keys, machine ID and login key", async () => {
      await launch("build", { userData: webImage(), publicKeys: ["ssh-ed25519 AAAA key"] });
      await lab!.waitFor("build", /web server is ready/);
      await lab!.waitForPowerOff("build");
      expect(lab!.console("build")).not.to.contain("FAILED");
      const file = (name: string) => lab!.file("build", name);
      expect(fs.readdirSync(file("etc/ssh")).filter((name) => name.startsWith("ssh_host"))).to.deep.equal([]);
      expect(fs.readFileSync(file("etc/machine-id"), "utf8")).to.equal("");
      expect(fs.existsSync(file("home/ec2-user/.ssh"))).to.be.true;
      expect(fs.existsSync(file("home/ec2-user/.ssh/authorized_keys"))).to.be.false;
    });

    it("serves the page from the image, or redirects, as each instance's user data says", async () => {
      const layers = [lab!.file("build", "").replace(/^\/proc\/\d+\/root/, "")];
      await launch("served", { layers, userData: webStart("serve"), publicKeys: ["ssh-ed25519 AAAA new"] });
      await launch("redirected", { layers, userData: webStart("redirect") });
      for (const id of ["served", "redirected"]) await lab!.waitFor(id, /Cloud-init .* finished/);
      const ask = (id: "served" | "redirected") =>
        lab!.sandbox.run(`curl -si -H 'X-Forwarded-Proto: http' http://${ADDRESSES[id]}/ | tr -d '\\r'`, {
          netns: "inet",
        });
      expect(await ask("served")).to.match(/^HTTP\/1.1 200 OK\n[^]*\n\nhello!\n$/);
      expect(await ask("redirected")).to.match(/^HTTP\/1.1 301 [^]*\nLocation: https:\/\/10.0.1.12\/\n/);
    });

    it("gives instances of one image host keys, a machine ID and a login key of their own", async () => {
      const identity = (id: string) => lab!.run(id, "hostname; cat /etc/machine-id /etc/ssh/ssh_host_ed25519_key.pub");
      const [served, redirected] = await Promise.all([identity("served"), identity("redirected")]);
      expect(served).to.match(/^ip-10-0-1-11[.].*\n[0-9a-f]{32}\nssh-ed25519 /);
      for (const line of served.trim().split("\n")) expect(redirected).not.to.contain(line);
      expect(await lab!.run("served", "cat /home/ec2-user/.ssh/authorized_keys")).to.equal("ssh-ed25519 AAAA new\n");
    });

    it("prints on its console that the user's own script failed, and stays on", async () => {
      await launch("own", { userData: webImage(Buffer.from("#!/bin/sh\nfalse\n").toString("base64")) });
      await lab!.waitFor("own", /minimal-secure-web: web server FAILED in line \d+/);
      await lab!.waitFor("own", /Cloud-init .* finished/);
      expect(await lab!.run("own", "curl -s http://127.0.0.1/")).to.equal("hello!\n");
    });
  });

  it("becomes a NAT instance by its user data", async () => {
    const VPC_CIDR = "10.0.0.0/16";
    await launch("nat", { userData: userDataFrom(path.join(ROOT, "network/nat/nat.sh"), { VPC_CIDR }) });
    await lab!.waitFor("nat", /NAT (is ready|FAILED)/);
    expect(lab!.console("nat")).to.contain("NAT is ready");
    expect(await lab!.run("nat", "cat /proc/sys/net/ipv4/ip_forward; nft list ruleset")).to.match(
      /^1\ntable ip minimal_secure_web \{[^]*masquerade to :1024-65535 fully-random/,
    );
  });

  it("becomes a bastion by its user data", async () => {
    await launch("bastion", { userData: userDataFrom(path.join(ROOT, "compute/bastion/bastion.sh"), { HOURS: "3" }) });
    await lab!.waitFor("bastion", /Cloud-init .* finished/);
    expect(await lab!.run("bastion", "systemctl is-active bastion-off.timer sshd")).to.equal("active\nactive\n");
  });

  describe("with its dnf", () => {
    it("has no package's commands and services before it is installed", async () => {
      const commands = ["httpd", "apache2", "nft", "php", "node", "jq"].join(" ");
      expect(
        await run(`type -P ${commands}; systemctl cat httpd apache2 nftables php-fpm | grep -c . || true`),
      ).to.match(/^(No files found for .*\n)*0\n$/);
    });

    it("installs PHP, which httpd then runs", async () => {
      const page = "<?php echo 6 * 7;";
      const script = `dnf -y install php nodejs jq; echo '${page}' >/var/www/html/index.php; systemctl start httpd
        curl -s http://127.0.0.1/index.php; echo; node -p 1+1; echo '{"a":1}' | jq .a`;
      expect(await run(script)).to.match(/Installed: httpd-2.4[^]*Installed: php-[^]*Complete!\n42\n2\n1\n$/);
    });

    it("says which packages there are when one is not carried", async () => {
      expect(await run("dnf -y install nginx; echo $?")).to.match(
        /^Error: Unable to find a match: nginx. The local Amazon Linux carries only: httpd jq [^]*\n1\n$/,
      );
    });

    it("fails as on AWS without a route to S3: after 24 attempts, each of which takes as long as the timeout", async () => {
      await lab!.sandbox.run("ip route add blackhole 198.51.100.54");
      const script = `start=$SECONDS; dnf -q -y --setopt=timeout=1 --setopt=retries=3 install mod_ssl
        echo "status $?"; [ $((SECONDS - start)) -ge 24 ] && echo waited`;
      const output = await run(script).finally(() => lab!.sandbox.run("ip route del blackhole 198.51.100.54"));
      expect(output).to.match(
        /^Error: Failed to download metadata for repo 'amazonlinux'.* for https:\/\/al2023-repos-ap-northeast-1-de612dc2.s3.dualstack.*\nstatus 1\nwaited\n$/m,
      );
    });
  });

  describe("with AWS around it", () => {
    it("has the AWS CLI, which reads and writes S3 and SSM with the role's credentials", async () => {
      const script = `aws s3 cp s3://bucket/key -; echo upload | aws s3 cp - s3://bucket/other
        aws ssm get-parameter --with-decryption --name /secret --query Parameter.Value --output text`;
      expect(await run(`export AWS_DEFAULT_REGION=${REGION}; ${script}`)).to.equal("from the bucket\ndecrypted\n");
      expect(requests.map(({ address }) => address)).to.include.members([
        `s3.${REGION}.amazonaws.com/bucket/key`,
        `s3.${REGION}.amazonaws.com/bucket/other`,
        `ssm.${REGION}.amazonaws.com/`,
      ]);
      for (const { authorization } of requests) expect(authorization).to.match(/Credential=ASIA[0-9A-Z]{16}\//);
      expect(requests.some(({ body }) => body.includes("upload\n"))).to.be.true;
    });

    it("has its metadata with a token only", async () => {
      const script = `imds=http://169.254.169.254/latest; curl -so /dev/null -w '%{http_code}\\n' $imds/meta-data/instance-id
        token=$(curl -sX PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' $imds/api/token)
        curl -s -H "X-aws-ec2-metadata-token: $token" $imds/meta-data/instance-id`;
      expect(await run(script)).to.equal("401\nplain");
    });

    it("resolves private names, and no name that does not exist", async () => {
      const names = `dig +short ip-10-0-7-9.${REGION}.compute.internal; dig +short -x 10.0.7.9; dig example.com | grep -o NXDOMAIN`;
      expect(await run(names)).to.equal(`10.0.7.9\nip-10-0-7-9.${REGION}.compute.internal.\nNXDOMAIN\n`);
    });

    it("finds out its address on the internet", async () => {
      expect(await run("curl -s https://checkip.amazonaws.com http://198.51.100.10/")).to.equal(
        "10.0.1.16\n10.0.1.16\n",
      );
    });

    it("says that there is no SSM Agent", async () => {
      expect(await run("amazon-ssm-agent; true")).to.contain("has no SSM Agent");
    });
  });
});
