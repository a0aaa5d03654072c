// What a tutorial is: a story that the simulator tells in the page, and lessons that lead the reader
// through its run. A lesson says something and shows it: it moves the page as a reader would.
import type { Scenario } from "../../../sim/run/story/scenario.ts";
import type { Model } from "../../model/index.ts";
import { resolutionStory, storySteps, type Stage } from "../../why/index.ts";
import type { PageState } from "../state.ts";

/** Where a lesson leads; what it does not name is as at the tutorial's beginning. */
export type Look = Partial<PageState>;

export interface Lesson {
  readonly title: string;
  /** Two to four sentences. */
  readonly text: string;
  /** What to show, found in the run; absent: the end of the run. */
  readonly look?: (find: Finder) => Look;
  /** The story told again in another room version, to be compared with this run. */
  readonly comparedWith?: { readonly roomVersion: string };
}

export interface Tutorial {
  readonly name: string;
  readonly title: string;
  /** One sentence for the list. */
  readonly about: string;
  readonly story: Scenario;
  readonly lessons: readonly Lesson[];
}

/** Finds things of a run by what they are, so that no lesson depends on a number. */
export interface Finder {
  readonly model: Model;
  /** The n-th event (from 0) whose PDU holds all of some words. */
  event(words: readonly string[], nth?: number): number;
  /** A server by the beginning of its name. */
  server(name: string): number;
  /** When an event was made, and when it arrived somewhere. */
  madeMs(event: number): number;
  arrivedMs(event: number, server: number): number;
  /** The first resolution with conflicts, of the server if one is given. */
  resolution(server?: number): number;
  /** The first step of a resolution's story that is of a kind, such as `mainline`. */
  step(resolution: number, kind: Stage["kind"]): number;
}

/** Throws where the run lacks what a lesson speaks of: a test runs all lessons of all tutorials. */
export function finderOf(model: Model): Finder {
  const event = (words: readonly string[], nth = 0): number => {
    const fitting = model.events.filter(({ pdu }) => {
      const text = JSON.stringify(pdu);
      return words.every((word) => text.includes(word));
    });
    return found(fitting[nth]?.index, `event ${words.join(" ")}`);
  };
  const arrivedMs = (at: number, server: number): number => {
    const arrival = model.arrivals.ofEvent(at).find((each) => each.server === server);
    return found(arrival?.atMs, "arrival");
  };
  return {
    model,
    event,
    arrivedMs,
    server: (name) =>
      foundPlace(
        model.meta.servers.findIndex((s) => s.name.startsWith(name)),
        name,
      ),
    madeMs: (at) => model.events[at].atMs,
    resolution: (server) =>
      foundPlace(
        model.resolutions.findIndex(
          (row) => row.conflicted > 0 && (server === undefined || row.server === server),
        ),
        "resolution",
      ),
    step: (resolution, kind) => {
      const telling = resolutionStory(model, resolution);
      if (!telling.ok) throw new Error(telling.why);
      const { stages } = telling.story;
      const steps = storySteps(model, telling.story);
      return foundPlace(
        steps.findIndex(({ stage }) => stages[stage]?.kind === kind),
        kind,
      );
    },
  };
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`this run has no ${what}`);
  return value;
}

function foundPlace(place: number, what: string): number {
  return found(place < 0 ? undefined : place, what);
}
