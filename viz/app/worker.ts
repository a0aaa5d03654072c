// The worker in which large files are read, so that the page stays alive meanwhile. It is the page's
// own script once more, started from its text: a page that loads nothing has no other file to start.
import { openBytes } from "../input/index.ts";
import type { ModelData } from "../model/index.ts";

/** True where this script runs in the worker. */
export const inWorker = typeof document === "undefined";

/** The text of the page's script; it is there only while the script runs for the first time. */
const ownText = inWorker ? "" : (document.currentScript?.textContent ?? "");

interface Order {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly name: string;
}
type Answer =
  { readonly ok: true; readonly data: ModelData } | { readonly ok: false; readonly why: string };

/** Smaller files are read before a worker would have started. */
const smallBytes = 300_000;

/** Reads a file, in the worker where that is worth it. Throws with words for the reader. */
export async function readFile(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<ModelData> {
  if (bytes.length < smallBytes || ownText === "") return openBytes(bytes, name);
  const address = URL.createObjectURL(new Blob([ownText], { type: "text/javascript" }));
  const worker = new Worker(address);
  try {
    const answer = await ask(worker, { bytes, name });
    if (!answer.ok) throw new Error(answer.why);
    return answer.data;
  } finally {
    worker.terminate();
    URL.revokeObjectURL(address);
  }
}

function ask(worker: Worker, order: Order): Promise<Answer> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(order, [order.bytes.buffer]);
  });
}

/** The worker's side: answers each order with the data, whose columns change hands uncopied. */
export function serveReading(): void {
  const scope = globalThis as unknown as {
    onmessage: (event: MessageEvent<Order>) => void;
    postMessage(answer: Answer, transfer: Transferable[]): void;
  };
  scope.onmessage = ({ data: { bytes, name } }) => {
    void openBytes(bytes, name).then(
      (data) => {
        const columns = new Set(Object.values(data.columns).map((column) => column.buffer));
        scope.postMessage({ ok: true, data }, [...columns] as ArrayBuffer[]);
      },
      (cause: unknown) =>
        scope.postMessage(
          { ok: false, why: cause instanceof Error ? cause.message : String(cause) },
          [],
        ),
    );
  };
}
