import { readFileSync } from "node:fs";
import { join } from "node:path";
import { looksSecret } from "../../../../policy/rules/secret-patterns";

const SECRET: readonly string[] = [
  "-----BEGIN OPENSSH PRIVATE KEY-----",
  `export AWS_ACCESS_KEY_ID=AKIA${"Z".repeat(16)}`,
  "export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI",
  "aws configure set aws_secret_access_key wJalrXUtnFEMI",
  "export DB_PASSWORD=correct-horse",
  "DB_PASSWORD='correct horse'",
  "DB_PASS=correct-horse",
  "PGPASSWORD=correct-horse psql",
  "MYSQL_PWD=correct-horse mysql",
  "dbPassword: correct-horse",
  "DB_PASSWORD_PROD=correct-horse",
  '{"password": "correct-horse"}',
  "api_key = 0123456789",
  "CLIENT_SECRET=0123456789",
  ["STRIPE=sk", "live", "0123456789"].join("_"),
  "mysql --password correct-horse",
  "mysql --password=correct-horse",
  "DATABASE_URL=postgres://shop:correct-horse@db/shop",
  "curl -H 'Authorization: Bearer 0123456789'",
  `git clone https://ghp_${"a".repeat(36)}@github.com/shop/shop`,
  "echo 'admin:correct-horse' | chpasswd",
];

const HARMLESS: readonly string[] = [
  'TOKEN=$(curl -X PUT http://169.254.169.254/latest/api/token -H "X-aws-ec2-metadata-token-ttl-seconds: 21600")',
  'curl -H "X-aws-ec2-metadata-token: $TOKEN" http://169.254.169.254/latest/meta-data/',
  'DB_PASSWORD="$(aws ssm get-parameter --name /shop/db --query Parameter.Value)"',
  "DB_PASSWORD=${1}",
  "PASSWORD_FILE=/run/secrets/db",
  "TOKEN_URL=https://login.example.com/token",
  "SECRET_ARN=arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop",
  "cd /var/www && PWD=/var/www/html make",
  "mysql --password $DB_PASSWORD",
  "psql --no-password --quiet",
  "DATABASE_URL=postgres://shop:$DB_PASSWORD@db/shop",
  'curl -H "Authorization: Bearer $TOKEN"',
  "https://example.com:8080/path@2x.png",
  "sed -i 's/^#PasswordAuthentication.*/PasswordAuthentication no/' /etc/ssh/sshd_config",
  "# The password is asked for at the first login.",
  "useradd --system --shell /sbin/nologin shop",
];

describe("A secret in a script", () => {
  for (const text of SECRET) {
    it(`is found: ${text.slice(0, 60)}`, () => {
      expect(looksSecret(`#!/bin/bash\n${text}\n`)).to.equal(true);
    });
  }

  for (const text of HARMLESS) {
    it(`is not found in: ${text.slice(0, 60)}`, () => {
      expect(looksSecret(`#!/bin/bash\n${text}\n`)).to.equal(false);
    });
  }

  it("is not found in the scripts of this program", () => {
    for (const file of [
      "compute/bastion/bastion.sh",
      "compute/web/web.sh",
      "compute/web/web-start.sh",
      "compute/web/web-hsts.sh",
      "network/nat/nat.sh",
    ]) {
      expect(looksSecret(readFileSync(join(__dirname, "..", "..", "..", "..", file), "utf8")), file).to.equal(false);
    }
  });
});
