// The worker in which large files are read and their first room is laid out, so that the page stays
// alive meanwhile. It is the page's own script once more, started from its text: a page that loads
// nothing has no other file to start.
import { openBlob, openBytes } from "../input/index.ts";
import type { GivenFile } from "./inputs.ts";
import {
  buffersOf,
  keepLayout,
  layoutOf,
  openLayout,
  portableLayout,
  type PortableLayout,
} from "../layout/index.ts";
import { openModel, type Model, type ModelData } from "../model/index.ts";

/** True where this script runs in the worker. */
export const inWorker = typeof document === "undefined";

/** The text of the page's script; it is there only while the script runs for the first time. */
const ownText = inWorker ? "" : (document.currentScript?.textContent ?? "");

interface Read {
  readonly ok: true;
  readonly data: ModelData;
  readonly layout: PortableLayout;
  readonly took: Took;
}
type Answer = Read | { readonly ok: false; readonly why: string } | { readonly share: number };

/** How long the worker took, in milliseconds; for measurements. */
export interface Took {
  readonly readMs: number;
  readonly layoutMs: number;
}
/** Of the last file that the worker read. */
export let lastTook: Took | undefined;

/** Smaller files are read before a worker would have started. */
const smallBytes = 300_000;

/** Opens a file, in the worker where that is worth it. Throws with words for the reader. */
export async function openFile(
  content: GivenFile["content"],
  name: string,
  progress?: (share: number) => void,
): Promise<Model> {
  lastTook = undefined;
  const size = content instanceof Blob ? content.size : content.length;
  if (size < smallBytes || ownText === "") return openModel(await openContent({ content, name }));
  const address = URL.createObjectURL(new Blob([ownText], { type: "text/javascript" }));
  const worker = new Worker(address);
  try {
    const answer = await ask(worker, { content, name }, progress);
    if (!answer.ok) throw new Error(answer.why);
    const model = openModel(answer.data);
    keepLayout(model, openLayout(model, answer.layout));
    lastTook = answer.took;
    return model;
  } finally {
    worker.terminate();
    URL.revokeObjectURL(address);
  }
}

function ask(
  worker: Worker,
  order: GivenFile,
  progress?: (share: number) => void,
): Promise<Exclude<Answer, { share: number }>> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if ("share" in data) progress?.(data.share);
      else resolve(data);
    };
    worker.onerror = (event) => reject(new Error(event.message));
    const { content } = order;
    worker.postMessage(order, content instanceof Blob ? [] : [content.buffer]);
  });
}

async function openContent(
  { content, name }: GivenFile,
  progress?: (share: number) => void,
): Promise<ModelData> {
  return content instanceof Blob
    ? await openBlob(content, name, progress)
    : await openBytes(content, name);
}

/** The worker's side: answers each order with the data, whose columns change hands uncopied. */
export function serveReading(): void {
  const scope = globalThis as unknown as {
    onmessage: (event: MessageEvent<GivenFile>) => void;
    postMessage(answer: Answer, transfer: Transferable[]): void;
  };
  let toldMs = 0;
  const progress = (share: number) => {
    if (performance.now() - toldMs < 100) return;
    toldMs = performance.now();
    scope.postMessage({ share }, []);
  };
  scope.onmessage = ({ data: file }) => {
    void readAndLayOut(file, progress).then(
      (answer) => {
        const columns = Object.values(answer.data.columns).map((column) => column.buffer);
        const buffers = new Set([...(columns as ArrayBuffer[]), ...buffersOf(answer.layout)]);
        scope.postMessage(answer, [...buffers]);
      },
      (cause: unknown) => {
        const why = cause instanceof Error ? cause.message : String(cause);
        scope.postMessage({ ok: false, why }, []);
      },
    );
  };
}

async function readAndLayOut(file: GivenFile, progress: (share: number) => void): Promise<Read> {
  const startedMs = performance.now();
  const data = await openContent(file, progress);
  const readMs = performance.now();
  const layout = layoutOf(openModel(data), 0, { name: "swim", rowsBy: "rank" });
  const took = { readMs: readMs - startedMs, layoutMs: performance.now() - readMs };
  return { ok: true, data, layout: portableLayout(layout), took };
}
