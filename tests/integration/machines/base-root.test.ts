import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import { expect } from "chai";

import { CloudLab, openCloud } from "./support/cloud-lab";
import { skipUnlessInstancesRun } from "../../support/instances";

const ID = "i-plain";
const PUBLIC_ADDRESS = "198.18.0.10";
const CLOUD = openCloud([
  {
    ...{ id: ID, subnetId: "subnet-public-a", privateAddress: "10.0.0.10", publicAddress: PUBLIC_ADDRESS },
    instanceProfile: "arn:aws:iam::123456789012:instance-profile/reader",
    launchedAt: "2026-01-02T03:04:05Z",
  },
]);
const REGION = CLOUD.region;

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
  let lab: CloudLab | undefined;

  before(async function () {
    skipUnlessInstancesRun(this);
    await new Promise<void>((resolve) => emulator.listen(0, "127.0.0.1", resolve));
    lab = await CloudLab.start("base-root", CLOUD, `http://127.0.0.1:${(emulator.address() as AddressInfo).port}`);
    await lab.launch(ID, "");
    await lab.booted(ID);
  });
  after(async () => {
    // Undefined if the suite was skipped.
    await lab?.stop();
    emulator.close();
    emulator.closeAllConnections();
  });

  const run = async (script: string) => (await lab!.run(ID, script)).output;

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
        curl -sf --retry 5 --retry-connrefused http://127.0.0.1/index.php; echo; node -p 1+1; echo '{"a":1}' | jq .a`;
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
        /^Error: Failed to download metadata for repo 'amazonlinux'.* for https:\/\/al2023-repos-eu-central-1-de612dc2.s3.dualstack.*\nstatus 1\nwaited\n$/m,
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
      expect(await run(script)).to.equal(`401\n${ID}`);
    });

    it("resolves private names, and no name that does not exist", async () => {
      const names = `dig +short ip-10-0-7-9.${REGION}.compute.internal; dig +short -x 10.0.7.9; dig example.com | grep -o NXDOMAIN`;
      expect(await run(names)).to.equal(`10.0.7.9\nip-10-0-7-9.${REGION}.compute.internal.\nNXDOMAIN\n`);
    });

    it("finds out its address on the internet", async () => {
      expect(await run("curl -s https://checkip.amazonaws.com http://198.51.100.10/")).to.equal(
        `${PUBLIC_ADDRESS}\n`.repeat(2),
      );
    });

    it("says that there is no SSM Agent", async () => {
      expect(await run("amazon-ssm-agent; true")).to.contain("has no SSM Agent");
    });
  });
});
