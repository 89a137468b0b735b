import { UserError } from "../../../../lib/user-error";
import { withSets } from "../../../../tools/plan/what-if";

const SETTINGS = {
  "aws:region": "ap-northeast-1",
  "minimal-secure-web:nat": "instance",
  "minimal-secure-web:web": { min: 1, max: 1 },
  "minimal-secure-web:zones": [{ name: "ap-northeast-1a" }],
};

describe("What if a stage had other settings:", () => {
  it("each overrides the stage file's, and the last of two for the same key applies", () => {
    const changed = withSets(SETTINGS, ["nat=none", "nat=gateway", "https=false"]);
    expect(changed).to.deep.equal({
      ...SETTINGS,
      "minimal-secure-web:nat": "gateway",
      "minimal-secure-web:https": false,
    });
  });

  it("parts of objects and of lists can be set, others stay", () => {
    const changed = withSets(SETTINGS, ["web.max=4", "zones[0].publicCidr=10.0.0.0/24", "certificate.generation=2"]);
    expect(changed).to.deep.equal({
      ...SETTINGS,
      "minimal-secure-web:web": { min: 1, max: 4 },
      "minimal-secure-web:zones": [{ name: "ap-northeast-1a", publicCidr: "10.0.0.0/24" }],
      "minimal-secure-web:certificate": { generation: 2 },
    });
  });

  it("an item is added at the end of the list, and values may be lists and objects", () => {
    const changed = withSets(SETTINGS, ["zones[1]={name: ap-northeast-1c}", "adminCidrs=[203.0.113.0/24]"]);
    expect(changed["minimal-secure-web:zones"]).to.deep.equal([
      { name: "ap-northeast-1a" },
      { name: "ap-northeast-1c" },
    ]);
    expect(changed["minimal-secure-web:adminCidrs"]).to.deep.equal(["203.0.113.0/24"]);
    const begun = withSets(SETTINGS, ["adminCidrs[0]=203.0.113.0/24", "certificate.dnsNames[0]=example.com"]);
    expect(begun["minimal-secure-web:adminCidrs"]).to.deep.equal(["203.0.113.0/24"]);
    expect(begun["minimal-secure-web:certificate"]).to.deep.equal({ dnsNames: ["example.com"] });
  });

  it("a setting of another package is named by its full key", () => {
    expect(withSets(SETTINGS, ["aws:region=us-east-1"])["aws:region"]).to.equal("us-east-1");
  });

  it("a part may have the name of a method of JavaScript", () => {
    for (const name of ["toString", "__proto__"]) {
      const { "minimal-secure-web:web": web } = withSets(SETTINGS, [`web.${name}.min=2`]);
      expect(JSON.stringify(web)).to.equal(`{"min":1,"max":1,"${name}":{"min":2}}`);
    }
  });

  it("the original settings are unchanged", () => {
    const copy = structuredClone(SETTINGS);
    withSets(SETTINGS, ["web.max=4", "zones[0].name=x"]);
    expect(SETTINGS).to.deep.equal(copy);
  });

  for (const [set, message] of [
    ["nat", '--set "nat": expected KEY=VALUE, such as nat=gateway or web.max=4'],
    ["nat=", '--set "nat=": expected KEY=VALUE, such as nat=gateway or web.max=4'],
    ...["domain..names", "web.", ".web", "zones[]", "zones[0", "zones[0]name", "zones[0]]"].map(
      (place) =>
        [`${place}=a.com`, `--set "${place}=a.com": expected KEY=VALUE, such as nat=gateway or web.max=4`] as const,
    ),
    ["zones=[", '--set "zones=[": expected KEY=VALUE, such as nat=gateway or web.max=4'],
    ["nat.kind=gateway", '--set "nat.kind=gateway": there is no part kind in it'],
    ["zones[3].name=x", '--set "zones[3].name=x": the list has 1 items, counted from 0'],
    ["zones.first.name=x", '--set "zones.first.name=x": the list has 1 items, counted from 0'],
  ] as const) {
    it(`${set} is rejected in one sentence`, () => {
      expect(() => withSets(SETTINGS, [set])).to.throw(UserError, message);
    });
  }
});
