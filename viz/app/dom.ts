// Making elements. Text goes in as text nodes only: a trace holds content from strangers, and there
// is no way here to give markup.

type Child = Node | string | undefined;
type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/**
 * An element with attributes and children.
 *
 * @example
 * el("button", { class: "plain", type: "button" }, "Play");
 */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children) if (child !== undefined) element.append(child);
  return element;
}

/** A button that calls `act`. `label` is what a screen reader says, and the tooltip. */
export function button(
  { text, label, class: kind = "" }: { text: string; label?: string; class?: string },
  act: (event: MouseEvent) => void,
): HTMLButtonElement {
  const element = el("button", { type: "button", class: kind, title: label, "aria-label": label });
  element.append(text);
  element.addEventListener("click", act);
  return element;
}

/** A choice among words; `choose` gets the value of the option. */
export function select(
  { label, options }: { label: string; options: readonly (readonly [string, string])[] },
  choose: (value: string) => void,
): HTMLSelectElement {
  const element = el("select", { "aria-label": label, title: label });
  for (const [value, text] of options) element.append(el("option", { value }, text));
  element.addEventListener("change", () => choose(element.value));
  return element;
}

/** Sets text only where it changed, which spares the browser work while a trace plays. */
export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
