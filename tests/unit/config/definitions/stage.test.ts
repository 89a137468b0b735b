import { allowsOnly, accepts, issuesOf, rejects, settingsOf } from "../support";

const RULE = "lowercase letters, digits and hyphens; the first is a letter, the last is not a hyphen";

describe("The service's and the stage's name", () => {
  it("is required for the service", () => {
    allowsOnly(RULE, [
      [{ serviceName: undefined }, "serviceName: is missing; pulumi config set minimal-secure-web:serviceName VALUE"],
      [{ serviceName: "" }, "serviceName: is empty; remove it: pulumi config rm minimal-secure-web:serviceName"],
    ]);
  });

  it("has only characters that all AWS names may have, and the corrected name is suggested", () => {
    allowsOnly(RULE, [
      [{ serviceName: "Shop" }, "serviceName: Shop is not a valid name; did you mean shop?"],
      [{ serviceName: "my_shop" }, "serviceName: my_shop is not a valid name; did you mean my-shop?"],
      [{ serviceName: "shop-" }, "serviceName: shop- is not a valid name; did you mean shop?"],
      [{ serviceName: "1shop" }, "serviceName: 1shop is not a valid name; did you mean shop?"],
      [{ serviceName: "店" }, `serviceName: "店" is not a valid name`],
    ]);
    accepts([[{ serviceName: "a" }], [{ serviceName: "shop-2" }]]);
  });

  it("follows the same rule for the stage", () => {
    allowsOnly(RULE, [
      [{}, "stage: Prod is not a valid name; rename the stack: pulumi stack rename NAME", { stage: "Prod" }],
      [{}, "stage: my_stage is not a valid name; rename the stack: pulumi stack rename NAME", { stage: "my_stage" }],
    ]);
  });

  it("fits into the load balancer's name, to the character", () => {
    const longest = "a".repeat(32 - "elb--stg".length);
    accepts([[{ serviceName: longest }]]);
    rejects([
      [
        { serviceName: `${longest}b` },
        `serviceName: ${longest}b is 1 character too long for the load balancer's name, elb-${longest}b-stg; ` +
          "allowed: elb-SERVICE-STAGE of at most 32 characters; shorten it or the stage's name",
      ],
    ]);
    expect(issuesOf({ serviceName: longest }, { stage: "staging" })[0]).to.contain("is 4 characters too long");
  });
});

const POLICY_ARN = "allowed: the ARN of an IAM policy: arn:PARTITION:iam::ACCOUNT:policy/NAME";

describe("The permissions boundary", () => {
  it("is the ARN of a policy of an account or of AWS, with or without a path", () => {
    accepts(
      ["123456789012:policy/boundary", "123456789012:policy/team/web/B_+=,.@-", "aws:policy/PowerUserAccess"].map(
        (end) => [{ permissionsBoundary: `arn:aws:iam::${end}` }],
      ),
    );
    const arn = "arn:aws:iam::123456789012:policy/boundary";
    expect(settingsOf({ permissionsBoundary: arn }).permissionsBoundary).to.equal(arn);
  });

  it("is nothing else", () => {
    for (const permissionsBoundary of [
      "boundary",
      "arn:aws:iam::123456789012:role/boundary",
      "arn:aws:iam::1234:policy/boundary",
      "arn:aws:iam:ap-northeast-1:123456789012:policy/boundary",
      "arn:aws:iam::123456789012:policy/",
      "arn:aws:iam::123456789012:policy/a b",
      "arn:aws:iam::123456789012:policy/boundary*",
      `arn:aws:iam::123456789012:policy/${"b".repeat(129)}`,
    ]) {
      const issues = issuesOf({ permissionsBoundary });
      expect(issues, permissionsBoundary).to.have.length(1);
      expect(issues[0])
        .to.match(/^permissionsBoundary: .* is not the ARN of an IAM policy; /)
        .and.to.contain(POLICY_ARN);
    }
  });

  it("is of the region's partition", () => {
    const arn = "arn:aws-cn:iam::123456789012:policy/boundary";
    expect(issuesOf({ permissionsBoundary: arn })).to.deep.equal([
      `permissionsBoundary: ${arn} belongs to another partition than ap-northeast-1; ${POLICY_ARN}`,
    ]);
  });
});
