// Where the page begins: finds the trace it carries and shows it; without one it asks for a file.
import { openModel, type ModelData } from "../model/index.ts";
import { el } from "./dom.ts";
import { showPage } from "./page.ts";
import { embeddedTrace, traceOfBytes } from "./trace-source.ts";

void start();

async function start(): Promise<void> {
  try {
    const data = await embeddedTrace();
    if (data === undefined) ask("Open a trace that a run wrote (trace.ndjson or trace.ndjson.gz).");
    else show(data);
  } catch (cause) {
    ask(`The trace in this page cannot be read: ${messageOf(cause)}`);
  }
}

function show(data: ModelData): void {
  showPage(openModel(data));
}

/** A page with a message, onto which a trace can be dropped. */
function ask(message: string): void {
  const input = el("input", { type: "file", "aria-label": "Trace file" });
  input.addEventListener("change", () => void open(input.files?.[0]));
  document.body.replaceChildren(
    el("main", { class: "ask" }, el("h1", {}, "Rashomon"), el("p", {}, message), input),
  );
  document.body.ondragover = (event) => event.preventDefault();
  document.body.ondrop = (event) => {
    event.preventDefault();
    void open(event.dataTransfer?.files[0]);
  };
}

async function open(file: File | undefined): Promise<void> {
  if (file === undefined) return;
  try {
    show(await traceOfBytes(new Uint8Array(await file.arrayBuffer())));
  } catch (cause) {
    ask(`${file.name} cannot be read: ${messageOf(cause)}`);
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
