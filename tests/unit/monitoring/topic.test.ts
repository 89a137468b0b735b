import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";

import { AlarmTopic } from "../../../monitoring";
import { deploy, resolve, Secret, tag, type Deployment } from "../../support";
import { ownerOf, shortNames } from "../../support/names";

function topic(email?: pulumi.Input<string>): Promise<Deployment<AlarmTopic>> {
  return deploy(() => new AlarmTopic("alarms", { stageName: ownerOf("prod"), email }));
}

describe("The topic of alarms", () => {
  it("is a topic alone until somebody is to be told", async () => {
    const deployed = await topic();
    expect(shortNames(deployed)).to.deep.equal(["Topic alarms"]);
    expect(tag(deployed.only("aws.sns.Topic"), "Name")).to.equal("alarms-servicename-prod");
    expect(await resolve(deployed.made.arn)).to.equal(deployed.only("aws.sns.Topic").outputs.arn);
  });

  it("tells one by e-mail who is named, whose address stays a secret where it is one", async () => {
    const deployed = await topic(pulumi.secret("ops@example.com"));
    expect(shortNames(deployed)).to.deep.equal(["Topic alarms", "TopicSubscription alarms-email"]);
    expect(deployed.only("aws.sns.TopicSubscription").inputs).to.deep.equal({
      topic: deployed.only("aws.sns.Topic").outputs.arn,
      protocol: "email",
      endpoint: new Secret("ops@example.com"),
    });
  });
});
