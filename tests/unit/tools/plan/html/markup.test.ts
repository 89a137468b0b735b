import { html } from "../../../../../tools/plan/html/markup";

describe("markup", () => {
  it("escapes all text, in elements and in attributes", () => {
    expect(html`<p title="${`"x" onclick='y'`}">${"<script>a & b</script>"}</p>`.text).to.equal(
      '<p title="&quot;x&quot; onclick=&#39;y&#39;">&lt;script&gt;a &amp; b&lt;/script&gt;</p>',
    );
  });
});
