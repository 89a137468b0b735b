import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";

import { AlarmTopic } from "../../../monitoring";
import { deploy, resolve, Secret, tag, type Deployment } from "../../support";
import { contextOf } from "../../support/context";
import { shortNames } from "../../support/names";

function topic(email?: pulumi.Input<string>): Promise<Deployment<AlarmTopic>> {
  return deploy(() => new AlarmTopic("alarms", { context: contextOf("prod"), email }));
}

describe("The alarm topic", () => {
  it("has no subscription without an address", async () => {
    const deployed = await topic();
    expect(shortNames(deployed)).to.deep.equal(["Topic alarms"]);
    expect(tag(deployed.only("aws.sns.Topic"), "Name")).to.equal("alarms-servicename-prod");
    expect(await resolve(deployed.made.arn)).to.equal(deployed.only("aws.sns.Topic").outputs.arn);
  });

  it("notifies an address by e-mail, which stays a secret where it is one", async () => {
    const deployed = await topic(pulumi.secret("ops@example.com"));
    expect(shortNames(deployed)).to.deep.equal(["Topic alarms", "TopicSubscription alarms-email"]);
    expect(deployed.only("aws.sns.TopicSubscription").inputs).to.deep.equal({
      topic: deployed.only("aws.sns.Topic").outputs.arn,
      protocol: "email",
      endpoint: new Secret("ops@example.com"),
    });
  });
});
