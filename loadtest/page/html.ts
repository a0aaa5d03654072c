// Text into HTML, safely: names of requests, targets and messages may come from anywhere.

/** Text for an element or a quoted attribute. */
export function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** A column of a table. */
export interface Column<Row> {
  readonly head: string;
  /** What the column means, shown on pointing at it. */
  readonly about?: string;
  /** The cell's content as HTML. */
  readonly cell: (row: Row) => string;
  /** `words` may break into lines. Default: numbers, to the right. */
  readonly align?: "left" | "words";
}

/** A table; narrow screens scroll it sideways. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const kind = ({ align }: Column<Row>) =>
    align === "left" ? "" : ` class="${align ?? "number"}"`;
  const heads = columns.map((column) => {
    const about = column.about === undefined ? "" : ` title="${escape(column.about)}"`;
    return `<th scope="col"${kind(column)}${about}>${escape(column.head)}</th>`;
  });
  const body = rows.map((row) => {
    const cells = columns.map((column) => `<td${kind(column)}>${column.cell(row)}</td>`);
    return `<tr>${cells.join("")}</tr>`;
  });
  return (
    `<div class="wide"><table><thead><tr>${heads.join("")}</tr></thead>` +
    `<tbody>${body.join("\n")}</tbody></table></div>`
  );
}
