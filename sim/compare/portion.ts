// What came of a portion of the rooms of a comparison: counts for each peer and version, the shapes
// of the rooms, and a few differences of each kind to look at. Portions add up, in any order, to what
// one pass over all rooms would have found.
import { dialects, type DialectSwitch } from "../protocol/state-res/index.ts";
import type { BuiltRoom } from "./build-room.ts";
import { Judge, type Reply } from "./judge.ts";
import { addShapes, shapeOf, type Shapes } from "./shapes.ts";
import { Tally, type TallyCounts, type TallyReport } from "./tally.ts";

/** A room that a peer resolves otherwise than the text. Plain data. */
export interface Find {
  readonly peer: string;
  readonly version: string;
  /** The switches that explain it; none where nothing does. */
  readonly cause: readonly DialectSwitch[];
  /** The room's number within the seed. */
  readonly room: number;
  readonly events: number;
  /** The peer's state: event IDs. */
  readonly answer: readonly string[];
}

/** A portion's results. Plain data. */
export interface PortionResult {
  readonly rooms: number;
  /** Rooms in which there was something to resolve. */
  readonly conflicted: number;
  /** Rooms that not all peers resolve alike. */
  readonly apart: number;
  readonly shapes: Shapes;
  readonly tallies: readonly TallyCounts[];
  /** Of each peer, version and cause the first few, and the smallest. */
  readonly finds: readonly Find[];
}

export class Portion {
  readonly #peers: readonly string[];
  readonly #findsMax: number;
  readonly #tallies = new Map<string, Tally>();
  readonly #finds = new Map<string, Find[]>();
  #shapes: Shapes = {};
  #rooms = 0;
  #conflicted = 0;
  #apart = 0;

  /**
   * @param peers their names, in the order of the replies
   * @param findsMax how many differences of each kind are kept, beside the smallest; 0: none
   */
  constructor(peers: readonly string[], findsMax: number) {
    this.#peers = peers;
    this.#findsMax = findsMax;
  }

  /** Counts one room. */
  add(built: BuiltRoom, room: number, replies: readonly Reply[]): void {
    const { version } = built;
    const judge = new Judge(built);
    const answers = new Set<string>();
    for (const [n, reply] of replies.entries()) {
      const peer = this.#peers[n];
      const { outcome, isAsPreset } = judge.of(peer, reply);
      this.#tally(peer, version).add(outcome, isAsPreset);
      const answer = reply.kind === "answer" ? reply.answer.state : null;
      if (answer === null) continue;
      answers.add(answer.join());
      const cause = outcome.kind === "explained" ? outcome.cause : [];
      if (outcome.kind === "explained" && cause.length === 0) continue;
      this.#keep({ peer, version, cause, room, events: built.events.length, answer });
    }
    this.#rooms++;
    if (new Set(built.states).size > 1) this.#conflicted++;
    if (answers.size > 1) this.#apart++;
    this.#shapes = addShapes(this.#shapes, shapeOf(built));
  }

  /** Adds what came of other rooms. */
  addResult(other: PortionResult): void {
    this.#rooms += other.rooms;
    this.#conflicted += other.conflicted;
    this.#apart += other.apart;
    this.#shapes = addShapes(this.#shapes, other.shapes);
    for (const counts of other.tallies) this.#tally(counts.peer, counts.version).addCounts(counts);
    for (const find of other.finds) this.#keep(find);
  }

  result(): PortionResult {
    return {
      ...{ rooms: this.#rooms, conflicted: this.#conflicted, apart: this.#apart },
      shapes: this.#shapes,
      tallies: [...this.#tallies.values()].map((tally) => tally.counts()),
      finds: [...this.#finds.values()].flat(),
    };
  }

  /** The counts as a report has them: by version as they were asked for, then by peer. */
  reports(versions: readonly string[]): TallyReport[] {
    const wanted = versions.flatMap((version) => {
      return this.#peers.map((peer) => this.#tallies.get(`${version} ${peer}`));
    });
    return wanted.flatMap((tally) => (tally === undefined ? [] : [tally.report()]));
  }

  #tally(peer: string, version: string): Tally {
    const key = `${version} ${peer}`;
    const tally = this.#tallies.get(key) ?? new Tally(peer, version, dialects.has(peer));
    this.#tallies.set(key, tally);
    return tally;
  }

  /** Which finds stay does not depend on the order in which they come. */
  #keep(find: Find): void {
    if (this.#findsMax === 0) return;
    const key = `${find.version} ${find.peer} ${find.cause.join("+")}`;
    const known = this.#finds.get(key) ?? [];
    const all = [...known, find].sort((a, b) => a.room - b.room);
    const [smallest] = [...all].sort((a, b) => a.events - b.events || a.room - b.room);
    const kept = all.slice(0, this.#findsMax);
    if (!kept.includes(smallest)) kept.push(smallest);
    this.#finds.set(key, kept);
  }
}
