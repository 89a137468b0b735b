/** HTML or SVG that is safe to put into a page: all text in it has been escaped. */
export class Markup {
  constructor(readonly text: string) {}
}

/** Contents of a template: text is escaped, lists are joined, undefined is left out. */
export type Content = Markup | string | number | undefined | readonly Content[];

const SIGNS: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Puts contents into a template; for elements and for attributes within double quotes, not for scripts or styles. */
export function html(template: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(template.map((part, index) => part.replace(/\n\s*/g, "\n") + textOf(contents[index])).join(""));
}

function textOf(content: Content): string {
  if (content === undefined) return "";
  if (content instanceof Markup) return content.text;
  if (typeof content === "object") return content.map(textOf).join("");
  return String(content).replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);
}

/** A column of a table; figures stand at the right. */
export type Column = string | { readonly title: string; readonly figures: true };

/** A table with a caption. On a narrow page it scrolls, by keyboard as well. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly Content[])[]): Markup {
  const isFigures = (index: number): boolean => typeof columns[index] === "object";
  const title = (column: Column): string => (typeof column === "object" ? column.title : column);
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map((column, index) =>
            isFigures(index)
              ? html`<th scope="col" class="figure">${title(column)}</th>`
              : html`<th scope="col">${title(column)}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([first, ...others]) =>
            html`<tr>
              <th scope="row">${first}</th>
              ${others.map((cell, index) => (isFigures(index + 1) ? html`<td class="figure">${cell}</td>` : html`<td>${cell}</td>`))}
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

/** Contents that show on demand. */
export function folded(summary: Content, content: Content): Markup {
  return html`<details>
    <summary>${summary}</summary>
    ${content}
  </details> `;
}

/** Text with code between backquotes. */
export function withCode(text: string): Content {
  return text.split("`").map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`));
}

export const named = (name: string): Markup => html`<span class="name">${name}</span>`;
