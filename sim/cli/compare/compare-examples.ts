// The smallest room for each peer, version and cause of a difference. Differences that our own
// dialects explain are shrunk without asking anybody; at the end the peers are asked whether the
// small rooms still show what the large ones did.
import { questionOf, shrinkRoom, stateWith, type BuiltRoom } from "../../compare/index.ts";
import type { Find, RandomRoom } from "../../compare/index.ts";
import {
  dialects,
  switchesOf,
  type Dialect,
  type DialectSwitch,
} from "../../protocol/state-res/index.ts";
import type { Example } from "./compare-text.ts";
import type { Peer } from "./peer.ts";

/** A room that was found, made again. */
export interface FoundRoom {
  readonly built: BuiltRoom;
  /** Absent for rooms that are no made-up ones, which cannot be shrunk. */
  readonly draft?: RandomRoom["draft"] | undefined;
}

/**
 * The smallest room of each kind of difference.
 * @param finds at most some of each kind; those that have a cause and a draft are shrunk
 * @param foundOf how many differences there were of a find's kind
 */
export function smallestRooms(
  finds: readonly Find[],
  { roomOf, foundOf }: { roomOf: (find: Find) => FoundRoom; foundOf: (find: Find) => number },
): Example[] {
  const smallest = new Map<string, Example>();
  for (const find of [...finds].sort((a, b) => a.room - b.room)) {
    const { peer, version, cause } = find;
    const key = `${peer} ${version} ${cause.join("+")}`;
    const before = smallest.get(key);
    const { built, draft } = roomOf(find);
    const isShrinkable = draft !== undefined && cause.length > 0;
    const small = isShrinkable
      ? shrinkRoom(draft, differsBy(cause, dialects.get(peer))).built
      : built;
    const isSmaller = before === undefined || small.events.length < before.built.events.length;
    const best = isSmaller ? { built: small, answer: find.answer } : before;
    smallest.set(key, {
      ...{ peer, version, cause, found: foundOf(find), confirmed: null },
      ...{ shrunk: (before?.shrunk ?? 0) + (isShrinkable ? 1 : 0) },
      ...{ built: best.built, answer: best.answer },
    });
  }
  return [...smallest.values()];
}

/** Asks the peers about such rooms. */
export async function confirmRooms(
  examples: readonly Example[],
  peers: readonly Peer[],
): Promise<Example[]> {
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
