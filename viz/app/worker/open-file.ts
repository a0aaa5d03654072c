// Opens files: large ones in a worker, so that the page stays alive meanwhile. The worker is the
// page's own script once more, started from its text: a page that loads nothing has no other file to
// start. Where no worker can be started, the page does it all itself.
import { keepLayout, openLayout } from "../../layout/index.ts";
import { openModel, type Model } from "../../model/index.ts";
import type { GivenFile } from "../inputs.ts";
import { Helper, keepHelper } from "./helper.ts";
import { openContent, type ReadAnswer, type ReadOrder, type Took } from "./serve.ts";

/** True where this script runs in the worker. */
export const inWorker = typeof document === "undefined";

/** The text of the page's script; it is there only while the script runs for the first time. */
const ownText = inWorker ? "" : (document.currentScript?.textContent ?? "");

/** Of the last file that the worker read. */
export let lastTook: Took | undefined;

/** Smaller files are read before a worker would have started. */
const smallBytes = 300_000;

interface Opening {
  /** Called with the share that is read, from 0 to 1. */
  readonly progress?: (share: number) => void;
  /** True where the model will be shown: then the worker stays as its helper. */
  readonly stay?: boolean;
}

/** Opens a file, in the worker where that is worth it. Throws with words for the reader. */
export async function openFile(
  file: GivenFile,
  { progress, stay = false }: Opening = {},
): Promise<Model> {
  lastTook = undefined;
  const { content } = file;
  const size = content instanceof Blob ? content.size : content.length;
  const worker = size < smallBytes || ownText === "" ? undefined : await startWorker();
  if (worker === undefined) return openModel(await openContent(file, progress));
  let stays = false;
  try {
    const answer = await read(worker, { file, stay }, progress);
    const model = openModel(answer.data);
    keepLayout(model, openLayout(model, answer.layout));
    lastTook = answer.took;
    ({ stays } = answer);
    if (stays) keepHelper(model, new Helper(model, worker));
    return model;
  } finally {
    if (!stays) worker.terminate();
  }
}

/** A worker that runs; undefined where the browser, or a policy around the page, forbids one. */
async function startWorker(): Promise<Worker | undefined> {
  const address = URL.createObjectURL(new Blob([ownText], { type: "text/javascript" }));
  try {
    const worker = new Worker(address);
    const runs = await new Promise<boolean>((resolve) => {
      worker.onmessage = () => resolve(true);
      worker.onerror = () => resolve(false);
    });
    return runs ? worker : undefined;
  } catch {
    return undefined;
  } finally {
    URL.revokeObjectURL(address);
  }
}

function read(
  worker: Worker,
  order: ReadOrder,
  progress?: (share: number) => void,
): Promise<ReadAnswer & { kind: "read" }> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<ReadAnswer>) => {
      if (data.kind === "share") progress?.(data.share);
      else if (data.kind === "read") resolve(data);
      else if (data.kind === "failed") reject(new Error(data.why));
    };
    worker.onerror = (event) => reject(new Error(event.message));
    const { content } = order.file;
    worker.postMessage(order, content instanceof Blob ? [] : [content.buffer]);
  });
}
