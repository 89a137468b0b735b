import { expect } from "chai";

import { html } from "../../../../../tools/plan/html/markup";

describe("markup", () => {
  it("escapes all text, in elements and in attributes", () => {
    expect(html`<p title="${`"x" onclick='y'`}">${"<script>a & b</script>"}</p>`.text).to.equal(
      '<p title="&quot;x&quot; onclick=&#39;y&#39;">&lt;script&gt;a &amp; b&lt;/script&gt;</p>',
    );
  });

  it("takes markup as it is, joins lists and leaves out what is undefined", () => {
    const items = [1, 2].map((item) => html`<b>${item}</b>`);
    expect(html`<p>${items}${undefined}</p>`.text).to.equal("<p><b>1</b><b>2</b></p>");
  });
});
