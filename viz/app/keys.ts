// The keyboard: finds the command of a key and does it.
import type { Command } from "./commands/index.ts";

/** Listens to the keys. Fields that take text keep theirs; so do lists of choices and buttons. */
export function listenToKeys(
  commands: readonly Command[],
  { openPalette, signal }: { openPalette: () => void; signal: AbortSignal },
): void {
  const byKey = new Map(commands.flatMap((each) => each.keys.map((key) => [key, each] as const)));
  const press = (event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openPalette();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isForField(event)) return;
    const command = byKey.get(event.key);
    if (command === undefined) return;
    event.preventDefault();
    command.act(event.key);
  };
  document.addEventListener("keydown", press, { signal });
}

function isForField({ target, key }: KeyboardEvent): boolean {
  if (target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLInputElement && target.type !== "range") return true;
  // Space on a button that has the focus is that button's.
  const onButton = target instanceof Element && target.closest("button, summary, a") !== null;
  return key === " " && onButton;
}
