// The smallest room for each peer, version and cause of a difference. Differences that our own
// dialects explain are shrunk without asking anybody; at the end the peers are asked whether the
// small rooms still show what the large ones did.
import { questionOf, shrinkRoom, stateWith, type BuiltRoom } from "../../compare/index.ts";
import type { Outcome, RandomRoom } from "../../compare/index.ts";
import {
  dialects,
  switchesOf,
  type Dialect,
  type DialectSwitch,
} from "../../protocol/state-res/index.ts";
import type { Example } from "./compare-text.ts";
import type { Peer } from "./peer.ts";

interface Offer {
  readonly peer: string;
  readonly built: BuiltRoom;
  readonly draft?: RandomRoom["draft"] | undefined;
  readonly outcome: Outcome;
  readonly answer: readonly string[] | null;
}

export class Examples {
  readonly #max: number;
  readonly #smallest = new Map<string, Example>();

  /** @param max how many differences of each cause are shrunk */
  constructor(max: number) {
    this.#max = max;
  }

  /** Looks at what became of a room; keeps it if it is the smallest of its kind. */
  offer({ peer, built, draft, outcome, answer }: Offer): void {
    const differs = outcome.kind === "unexplained" || outcome.kind === "explained";
    if (!differs || answer === null) return;
    const cause = outcome.kind === "explained" ? outcome.cause : [];
    if (outcome.kind === "explained" && cause.length === 0) return;
    const { version } = built;
    const key = `${peer} ${version} ${cause.join("+")}`;
    const before = this.#smallest.get(key);
    const found = (before?.found ?? 0) + 1;
    const isShrinkable =
      draft !== undefined && cause.length > 0 && (before?.shrunk ?? 0) < this.#max;
    const small = isShrinkable
      ? shrinkRoom(draft, differsBy(cause, dialects.get(peer))).built
      : built;
    const shrunk = (before?.shrunk ?? 0) + (isShrinkable ? 1 : 0);
    const isSmaller = before === undefined || small.events.length < before.built.events.length;
    const best = isSmaller ? { built: small, answer } : before;
    this.#smallest.set(key, {
      ...{ peer, version, cause, found, shrunk, confirmed: null },
      ...{ built: best.built, answer: best.answer },
    });
  }

  /** Asks the peers about the smallest rooms. */
  async confirm(peers: readonly Peer[]): Promise<Example[]> {
    const examples = [...this.#smallest.values()];
    return Promise.all(
      examples.map(async (example) => {
        const peer = peers.find(({ command }) => command.name === example.peer);
        const result = await peer?.ask(JSON.stringify(questionOf(example.built)));
        const answer = result?.kind === "answer" ? result.answer.state : null;
        if (answer === null) return { ...example, confirmed: false };
        const expected =
          example.cause.length === 0 ? example.answer : stateWith(example.built, example.cause);
        return { ...example, answer, confirmed: answer.join() === expected.join() };
      }),
    );
  }
}

/**
 * True of rooms that some switches resolve differently than the text.
 * @param preset what the peer does, where that is known: the room must show the switches at it
 */
function differsBy(
  cause: readonly DialectSwitch[],
  preset: Dialect | undefined,
): (built: BuiltRoom) => boolean {
  return (built) => {
    if (new Set(built.states).size < 2) return false;
    const state = stateWith(built, cause).join();
    if (stateWith(built, []).join() === state) return false;
    return preset === undefined || stateWith(built, switchesOf(preset)).join() === state;
  };
}
