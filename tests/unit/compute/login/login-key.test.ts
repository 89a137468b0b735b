import * as pulumi from "@pulumi/pulumi";
import { LoginKey } from "../../../../compute/login/login-key";
import { deploy, resolve, Secret, type Deployment } from "../../../support";
import { contextOf } from "../../../support/context";
import { shortNames } from "../../../support/names";

const PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH";

function loginKey(publicKey?: pulumi.Input<string>, preview = false): Promise<Deployment<LoginKey>> {
  return deploy(() => new LoginKey("login-key", { context: contextOf("stg"), publicKey }), { preview });
}

describe("The login key", () => {
  it("is your own public key if you have one, without a private key", async () => {
    const deployed = await loginKey(PUBLIC_KEY);
    expect(shortNames(deployed)).to.deep.equal(["KeyPair login-key"]);
    expect(deployed.only("aws.ec2.KeyPair").inputs.publicKey).to.equal(PUBLIC_KEY);
    expect(deployed.made.privateKey).to.be.undefined;
  });

  it("is otherwise a new ED25519 key pair, of which EC2 gets only the public key", async () => {
    const deployed = await loginKey();
    expect(shortNames(deployed)).to.deep.equal(["KeyPair login-key", "PrivateKey login-key"]);
    const made = deployed.only("tls.PrivateKey");
    expect(made.inputs).to.deep.equal({ algorithm: "ED25519" });
    const { inputs } = deployed.only("aws.ec2.KeyPair");
    expect(inputs).to.have.all.keys("publicKey", "tags");
    expect(inputs.publicKey).to.equal(made.outputs.publicKeyOpenssh);
    expect(await resolve(deployed.made.keyName)).to.equal(deployed.only("aws.ec2.KeyPair").outputs.keyName);
  });

  it("is a secret in every format of its private key, in a preview as well", async () => {
    for (const deployed of [await loginKey(), await loginKey(undefined, true)]) {
      const { options, outputs } = deployed.only("tls.PrivateKey");
      const forms = ["privateKeyOpenssh", "privateKeyPem", "privateKeyPemPkcs8"];
      expect(options.additionalSecretOutputs).to.include.members(forms);
      for (const form of forms) expect(outputs[form], form).to.be.instanceOf(Secret);
      expect(await pulumi.isSecret(pulumi.output(deployed.made.privateKey))).to.be.true;
    }
  });
});
