// The worker's side: reads a file, hands its data over with the layout of its first room, and stays
// with a copy of the data to answer what the page asks of it.
import { prepareMatching } from "../../find/index.ts";
import { openBlob, openBytes } from "../../input/index.ts";
import { buffersOf, layoutOf, portableLayout, type PortableLayout } from "../../layout/index.ts";
import { openModel, type Model, type ModelData } from "../../model/index.ts";
import type { GivenFile } from "../inputs.ts";
import type { Reply, Sent } from "./helper.ts";
import { answerTo, transfersOf } from "./orders.ts";

/** A file to read. */
export interface ReadOrder {
  readonly file: GivenFile;
  /** True where the worker shall stay and answer. */
  readonly stay: boolean;
}

/** How long the worker took, in milliseconds; for measurements. */
export interface Took {
  readonly readMs: number;
  readonly layoutMs: number;
}

export type ReadAnswer =
  | {
      readonly kind: "read";
      readonly data: ModelData;
      readonly layout: PortableLayout;
      readonly took: Took;
      /** True where the worker stays. */
      readonly stays: boolean;
    }
  | { readonly kind: "failed"; readonly why: string }
  | { readonly kind: "share"; readonly share: number }
  /** The worker has started. */
  | { readonly kind: "ready" };

/** Data above this many bytes are not held twice: then the page answers itself. */
const copyMaxBytes = 600_000_000;

/** Runs in the worker until it is ended. */
export function serve(): void {
  const scope = globalThis as unknown as {
    onmessage: (event: MessageEvent<ReadOrder | Sent>) => void;
    postMessage(answer: ReadAnswer | Reply, transfer?: Transferable[]): void;
  };
  let model: Model | undefined;
  let toldMs = 0;
  const progress = (share: number) => {
    if (performance.now() - toldMs < 100) return;
    toldMs = performance.now();
    scope.postMessage({ kind: "share", share });
  };
  scope.onmessage = ({ data: order }) => {
    if ("id" in order) return scope.postMessage(...replyTo(model, order));
    void readAndLayOut(order.file, progress).then(
      (answer) => {
        const copy = order.stay ? copyOf(answer.data) : undefined;
        model = copy && openModel(copy);
        const columns = Object.values(answer.data.columns).map(({ buffer }) => buffer);
        const buffers = new Set([...(columns as ArrayBuffer[]), ...buffersOf(answer.layout)]);
        scope.postMessage({ ...answer, kind: "read", stays: copy !== undefined }, [...buffers]);
        // Whoever looks at the picture does not search yet.
        if (model !== undefined) prepareMatching(model);
      },
      (cause: unknown) => {
        const why = cause instanceof Error ? cause.message : String(cause);
        scope.postMessage({ kind: "failed", why });
      },
    );
  };
  scope.postMessage({ kind: "ready" });
}

function replyTo(model: Model | undefined, { id, ask, order }: Sent): [Reply, ArrayBuffer[]] {
  try {
    const answer = model && answerTo(model, ask, order);
    return [{ id, answer }, answer === undefined ? [] : transfersOf(ask, answer)];
  } catch {
    // The page will try itself, and say what is wrong.
    return [{ id, answer: undefined }, []];
  }
}

/** The same data with columns of their own; undefined where they are too large. */
function copyOf(data: ModelData): ModelData | undefined {
  const columns = Object.entries(data.columns);
  const bytes = columns.reduce((sum, [, column]) => sum + column.byteLength, 0);
  if (bytes > copyMaxBytes) return undefined;
  return {
    ...data,
    columns: Object.fromEntries(columns.map(([name, all]) => [name, all.slice()])),
  };
}

async function readAndLayOut(file: GivenFile, progress: (share: number) => void) {
  const startedMs = performance.now();
  const data = await openContent(file, progress);
  const readMs = performance.now();
  const layout = layoutOf(openModel(data), 0, { name: "swim", rowsBy: "rank" });
  const took = { readMs: readMs - startedMs, layoutMs: performance.now() - readMs };
  return { data, layout: portableLayout(layout), took };
}

/** Reads a file, wherever this runs. */
export function openContent(
  { content, name }: GivenFile,
  progress?: (share: number) => void,
): Promise<ModelData> {
  return content instanceof Blob ? openBlob(content, name, progress) : openBytes(content, name);
}
