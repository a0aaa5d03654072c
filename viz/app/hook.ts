// `window.__rashomon`: what tests of the page (and curious people at the console) can ask of it.
import { tabForEvent, type PageState, type Store } from "./state.ts";
import type { Helper } from "./worker/helper.ts";
import { lastTook } from "./worker/open-file.ts";
import type { Took } from "./worker/serve.ts";

/** What is on screen: the state, counts of what was drawn, and the time that drawing took. */
export interface Snapshot extends PageState {
  readonly drawn: Readonly<Record<string, number>>;
  readonly drawMs: number;
  /** What opening the file took in the worker; absent where it was opened without one. */
  readonly took: Took | undefined;
}

export interface Hook {
  /** Resolves when everything that was asked for is on screen and nothing plays. */
  idle(): Promise<void>;
  /** Goes to an instant, in virtual milliseconds, and pauses. */
  seek(atMs: number): Promise<void>;
  select(event: number): Promise<void>;
  snapshot(): Snapshot;
}

declare global {
  interface Window {
    __rashomon?: Hook;
  }
}

/** A picture that tells what it drew. */
export interface Drawn {
  readonly counts: Readonly<Record<string, number>>;
  readonly drawMs: number;
}

/** `picture` gives the picture that is on screen. */
export function installHook(
  store: Store,
  { picture, helper }: { picture: () => Drawn; helper: Helper | undefined },
): void {
  const idle = async () => {
    do {
      do await store.shownAll();
      while (store.current.playing && (await nextFrame()));
      await helper?.idle();
      await nextFrame();
      await store.shownAll();
    } while (helper?.busy === true);
  };
  window.__rashomon = {
    idle,
    seek: (atMs) => {
      store.set({ atMs, playing: false });
      return idle();
    },
    select: (event) => {
      store.set({ selected: event, ...tabForEvent(store.current) });
      return idle();
    },
    snapshot: () => {
      const { counts: drawn, drawMs } = picture();
      return { ...store.current, drawn, drawMs, took: lastTook };
    },
  };
}

function nextFrame(): Promise<true> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve(true)));
}
