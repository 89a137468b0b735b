/** HTML or SVG that is safe to put into a page: all text in it has been escaped. */
export class Markup {
  constructor(readonly text: string) {}
}

/** Contents of a template: text is escaped, lists are joined, undefined is left out. */
export type Content = Markup | string | number | undefined | readonly Content[];

const SIGNS: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Puts contents into a template; for elements and for attributes within double quotes, not for scripts or styles. */
export function html(template: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(template.map((part, index) => part + textOf(contents[index])).join(""));
}

function textOf(content: Content): string {
  if (content === undefined) return "";
  if (content instanceof Markup) return content.text;
  if (typeof content === "object") return content.map(textOf).join("");
  return String(content).replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);
}

/** A table with a caption. On a narrow page it scrolls, by keyboard as well. */
export function table(caption: string, heads: readonly string[], rows: readonly (readonly Content[])[]): Markup {
  if (rows.length === 0) return html`<p>${caption}: none.</p>`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([first, ...others]) =>
            html`<tr>
              <th scope="row">${first}</th>
              ${others.map((cell) => html`<td>${cell}</td>`)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div> `;
}

/** A list; plain text for a single item. */
export function list(items: readonly Content[]): Content {
  return items.length < 2
    ? items
    : html`<ul>
        ${items.map((item) => html`<li>${item}</li>`)}
      </ul>`;
}
