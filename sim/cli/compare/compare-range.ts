// Makes up the rooms of a range and puts them to programs of its own, ahead of their answers, so that
// all sides always have work. Used by compare.ts itself or by its worker threads.
import { setImmediate as nextTurn } from "node:timers/promises";
import { Portion, questionOf, randomRoom, type PortionResult } from "../../compare/index.ts";
import type { BuiltRoom } from "../../compare/index.ts";
import type { Seed } from "../../engine/stream.ts";
import type { SeedRange } from "../../run/index.ts";
import { Peer } from "./peer.ts";
import { peerCommand } from "./peers.ts";

/** What rooms are made up, and whom they are put to. Plain data. */
export interface CompareOrder {
  readonly seed: Seed;
  /** Of each number there is one room of each version. */
  readonly versions: readonly string[];
  /** As after `--with`. */
  readonly peers: readonly string[];
  /** How many differences of each kind are kept. */
  readonly findsMax: number;
}

/** Rooms that may wait for an answer at once: enough to keep every program busy. */
const ahead = 200;
/** Numbers whose rooms are made in one go. */
const roomsAtOnce = 4;

export class RangeComparer {
  readonly peers: readonly Peer[];
  readonly #order: CompareOrder;

  constructor(order: CompareOrder) {
    this.#order = order;
    this.peers = order.peers.map((name) => new Peer(peerCommand(name)));
  }

  /** Compares the rooms whose numbers are in the range. @throws Problem */
  async compare({ first, last }: SeedRange): Promise<PortionResult> {
    const { seed, versions } = this.#order;
    const portion = this.#portion();
    const open: Promise<void>[] = [];
    for (let room = first; room <= last; room++) {
      for (const version of versions) {
        const { built } = randomRoom({ seed, room, version });
        const job = this.#take(portion, built, room);
        // It is awaited below; until then nobody must take a failure for one that nobody handles.
        job.catch(() => undefined);
        open.push(job);
      }
      // Programs are written to and read from between two rooms.
      if (room % roomsAtOnce === 0) await nextTurn();
      while (open.length > ahead) await open.shift();
    }
    await Promise.all(open);
    return portion.result();
  }

  /** Compares one room, whoever made it. @throws Problem */
  async compareRoom(built: BuiltRoom): Promise<PortionResult> {
    const portion = this.#portion();
    await this.#take(portion, built, 0);
    return portion.result();
  }

  /** Ends the programs. */
  stop(): void {
    for (const peer of this.peers) peer.stop();
  }

  #portion(): Portion {
    return new Portion(this.#order.peers, this.#order.findsMax);
  }

  async #take(portion: Portion, built: BuiltRoom, room: number): Promise<void> {
    const line = JSON.stringify(questionOf(built));
    portion.add(built, room, await Promise.all(this.peers.map((peer) => peer.ask(line))));
  }
}
