// Copying text. A page opened from disk may use the clipboard only in some browsers; elsewhere a
// selected field does the same.
import { button, el } from "./dom.ts";

/** A button that copies what `textOf` gives at the time of the click, and says that it did. */
export function copyButton(name: string, textOf: () => string): HTMLButtonElement {
  const element = button({ text: name }, () => {
    void copyText(textOf()).then((done) => {
      element.textContent = done ? "Copied" : "Could not copy";
      setTimeout(() => (element.textContent = name), 1500);
    });
  });
  return element;
}

/** True where the text is on the clipboard now. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = el("textarea", { class: "unseen", "aria-hidden": "true" });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
