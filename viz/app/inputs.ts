// The ways in which a file comes into the page: chosen, dropped, pasted, or handed over by the
// window that opened or embeds this one. Each ends in one call with bytes and a name.
import { el } from "./dom.ts";

/** What a file holds, in memory or still on the disk, and what to call it. */
export interface GivenFile {
  readonly content: Uint8Array<ArrayBuffer> | Blob;
  readonly name: string;
}

/** Opens a file and answers how many events it has; throws with words where it cannot be shown. */
export type OpenFile = (file: GivenFile) => Promise<number>;

/** Listens to all of them for as long as the page lives. `failed` shows why one could not be opened. */
export function listenForFiles(open: OpenFile, failed: (name: string, why: unknown) => void): void {
  const take = (file: GivenFile) => void open(file).catch((why: unknown) => failed(file.name, why));
  listenForDrops(take);
  listenForPaste(take);
  listenForMessages(open);
  takeChosen = (file) => take(given(file));
}

let chooser: HTMLInputElement | undefined;
let takeChosen: (file: File) => void = () => undefined;

/** Asks the reader for a file, to open it or for another purpose. Browsers allow it only while a key or a button is pressed. */
export function chooseFile(take?: (file: GivenFile) => void): void {
  const field = el("input", { type: "file", class: "unseen", tabindex: "-1" });
  field.addEventListener("change", () => {
    const [file] = field.files ?? [];
    if (file === undefined) return;
    if (take === undefined) takeChosen(file);
    else take(given(file));
  });
  // In the page, so that it is not collected while the reader chooses.
  chooser?.remove();
  document.body.append(field);
  chooser = field;
  field.click();
}

function given(file: File): GivenFile {
  return { content: file, name: file.name };
}

function listenForDrops(take: (file: GivenFile) => void): void {
  const show = (on: boolean) => document.documentElement.classList.toggle("dropping", on);
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    show(true);
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) show(false);
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    show(false);
    const [file] = event.dataTransfer?.files ?? [];
    if (file !== undefined) take(given(file));
    else takeText(event.dataTransfer?.getData("text/plain") ?? "", "dropped text", take);
  });
}

function listenForPaste(take: (file: GivenFile) => void): void {
  document.addEventListener("paste", (event) => {
    const { target, clipboardData } = event;
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return;
    const [file] = clipboardData?.files ?? [];
    if (file !== undefined) take(given(file));
    else takeText(clipboardData?.getData("text/plain") ?? "", "pasted text", take);
  });
}

/** Text that begins like JSON; other text was hardly meant for the page. */
function takeText(text: string, name: string, take: (file: GivenFile) => void): void {
  if (/^\s*[[{/]/.test(text)) take({ content: new TextEncoder().encode(text), name });
}

/**
 * Another window says `{ rashomon: "open", name, data }`, with text, bytes or a blob as data, and is answered
 * `{ rashomon: "opened", events }` or `{ rashomon: "failed", why }`. Only the window that opened this
 * one, or the one that holds it in a frame, is heard; both are told `{ rashomon: "ready" }` first.
 */
function listenForMessages(open: OpenFile): void {
  const near = [window.opener as Window | null, window.parent].filter(
    (other) => other !== null && other !== window,
  );
  window.addEventListener("message", (event) => {
    const order = event.data as { rashomon?: unknown; name?: unknown; data?: unknown } | null;
    if (order?.rashomon !== "open" || !near.includes(event.source as Window)) return;
    const answer = (words: object) => (event.source as Window).postMessage(words, "*");
    const name = typeof order.name === "string" ? order.name.slice(0, 200) : "handed over";
    const content = contentOfMessage(order.data);
    const opened =
      content === undefined ? Promise.reject(new Error(noData)) : open({ content, name });
    opened.then(
      (events) => answer({ rashomon: "opened", events }),
      (why: unknown) => answer({ rashomon: "failed", why: whyText(why) }),
    );
  });
  for (const other of near) other?.postMessage({ rashomon: "ready" }, "*");
}

const noData = "`data` must be a text, an ArrayBuffer, a Uint8Array or a Blob";

function contentOfMessage(data: unknown): GivenFile["content"] | undefined {
  if (data instanceof Blob) return data;
  if (typeof data === "string") return new TextEncoder().encode(data);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return data instanceof Uint8Array ? new Uint8Array(data) : undefined;
}

/** What a failure says. */
export function whyText(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
