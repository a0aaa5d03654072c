// The page's side of the worker that read its file and stays: it holds the model as well, and works
// out what takes too long for a page that must stay alive. Should it end, the page answers itself.
import type { Model } from "../../model/index.ts";
import { answerTo, type Answers, type Ask, type Orders } from "./orders.ts";

/** An order on its way to the worker; `id` tells its answer. */
export type Sent = { readonly id: number; readonly ask: Ask; readonly order: Orders[Ask] };
/** What comes back; without an answer where the worker could not give one. */
export type Reply = { readonly id: number; readonly answer: Answers[Ask] | undefined };

/** The part of a worker that is used, so that tests can put something else in its place. */
export type WorkerPort = Pick<Worker, "postMessage" | "terminate"> & {
  onmessage: ((event: MessageEvent<Reply>) => unknown) | null;
  onerror: ((event: ErrorEvent) => unknown) | null;
};

export class Helper {
  /** Called when there is a new answer to show. */
  heard: () => void = () => undefined;
  private readonly model: Model;
  private readonly port: WorkerPort;
  private readonly open = new Map<number, (answer: Answers[Ask] | undefined) => void>();
  private readonly waiting: (() => void)[] = [];
  private next = 0;
  private ended = false;

  constructor(model: Model, port: WorkerPort) {
    this.model = model;
    this.port = port;
    port.onmessage = ({ data: { id, answer } }) => {
      this.open.get(id)?.(answer);
      this.open.delete(id);
      if (!this.busy) for (const resolve of this.waiting.splice(0)) resolve();
    };
    port.onerror = () => this.end();
  }

  /** True while an answer is awaited. */
  get busy(): boolean {
    return this.open.size > 0;
  }

  /** Resolves when no answer is awaited. */
  async idle(): Promise<void> {
    while (this.busy) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  async ask<K extends Ask>(ask: K, order: Orders[K]): Promise<Answers[K]> {
    const answer = this.ended
      ? undefined
      : await new Promise<Answers[Ask] | undefined>((resolve) => {
          const id = this.next++;
          this.open.set(id, resolve);
          this.port.postMessage({ id, ask, order } satisfies Sent);
        });
    return (answer as Answers[K] | undefined) ?? answerTo(this.model, ask, order);
  }

  /** Sends the worker away; what is open is answered here. */
  end(): void {
    this.ended = true;
    this.port.terminate();
    for (const resolve of this.open.values()) resolve(undefined);
    this.open.clear();
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

const helpers = new WeakMap<Model, Helper>();

/** The helper that knows a model; undefined where the page works everything out itself. */
export function helperOf(model: Model): Helper | undefined {
  return helpers.get(model);
}

let present: Helper | undefined;

/** Gives a model a helper, for as long as no other model is shown. */
export function keepHelper(model: Model, helper: Helper): void {
  helpers.set(model, helper);
  dismissOthers(model);
}

/** Ends the helper of every model but this one. */
export function dismissOthers(model: Model): void {
  const own = helpers.get(model);
  if (present !== own) present?.end();
  present = own;
}
