// Rooms for measuring state resolution: valid under the rules, as deep and as contested as asked for.
// A beginning in which everybody joins, then forks on which nobody hears of the others: each renames,
// kicks and bans the same people, changes power levels (each of which cites the one before, so that
// auth chains grow deep), join rules and topics. Nothing is left to chance.
import { RoomBuilder, type BuiltRoom } from "../../../sim/compare/build-room.ts";
import type { Act } from "../../../sim/compare/draft.ts";
import type { JsonValue } from "../../../sim/protocol/json.ts";

export interface ConflictOptions {
  readonly version: string;
  /** About how many different events the states hold at keys on which they differ. */
  readonly conflicted: number;
  /** Forks, and so states (default: 4). */
  readonly forks?: number;
  /** Changes of power levels on each fork (default: one for fifty people). */
  readonly depth?: number;
  /** So many states, spread over the later half of the history (default: those after the forks). */
  readonly states?: number;
}

/** Who may kick and ban. */
const moderators = 8;
/** The first event's timestamp, and the time from one to the next, in milliseconds. */
const startTime = 1_700_000_000_000;
const stepMs = 1000;

const admin = "@admin:a.test";

/** Builds such a room; throws if the rules refuse any of its events, for then it would be another. */
export function conflictRoom(options: ConflictOptions): BuiltRoom {
  const { version, conflicted, forks = 4 } = options;
  const people = Math.max(moderators + 2, Math.round(conflicted / forks));
  const maker = new Maker(version, people);
  const trunk = maker.found();
  const depth = options.depth ?? Math.max(1, Math.round(people / 50));
  const ends: number[] = [];
  for (let fork = 0; fork < forks; fork++) ends.push(maker.fork(trunk, fork, depth));
  return maker.finish(options.states ?? ends);
}

class Maker {
  readonly #builder: RoomBuilder;
  readonly #people: number;
  readonly #version: string;
  #count = 0;
  #time = startTime;

  constructor(version: string, people: number) {
    this.#builder = new RoomBuilder(version);
    this.#people = people;
    this.#version = version;
  }

  /** Create, power levels, join rules, and everybody's join; answers the last event's place. */
  found(): number {
    const { creatorInContent } = this.#builder.graph.version;
    const create = { room_version: this.#version, ...(creatorInContent ? { creator: admin } : {}) };
    let last = this.#add(undefined, act(admin, "m.room.create", "", create));
    last = this.#add(last, member(admin, admin, "join"));
    last = this.#add(last, this.#levels(0));
    last = this.#add(last, act(admin, "m.room.join_rules", "", { join_rule: "public" }));
    for (let n = 0; n < this.#people; n++)
      last = this.#add(last, member(person(n), person(n), "join"));
    return last;
  }

  /** One fork: something happens to each person, and in between the room itself is changed. */
  fork(trunk: number, fork: number, depth: number): number {
    let last = trunk;
    this.#time = startTime + this.#people * stepMs + fork;
    const every = Math.max(1, Math.floor(this.#people / depth));
    for (let n = 0; n < this.#people; n++) {
      if (n % every === every - 1) last = this.#add(last, this.#levels(fork * 1_000_000 + n + 1));
      if (n % 200 === 100) {
        const rule = fork % 2 === 0 ? "public" : "knock";
        last = this.#add(last, act(admin, "m.room.join_rules", "", { join_rule: rule, n }));
      }
      if (n % 25 === 0)
        last = this.#add(last, act(person(0), "m.room.topic", "", { topic: `${fork} ${n}` }));
      last = this.#add(last, this.#toPerson(n, fork));
    }
    return last;
  }

  /** Moderators rename themselves; of the others one in ten is kicked or banned. */
  #toPerson(n: number, fork: number): Act {
    const who = person(n);
    const by = person((n + fork) % moderators);
    if (n >= moderators && n % 20 === 9) return member(by, who, "ban");
    if (n >= moderators && n % 20 === 19) return member(by, who, "leave");
    return act(who, "m.room.member", who, { membership: "join", displayname: `${n} on ${fork}` });
  }

  /** Power levels that differ in nothing but a number of their own. */
  #levels(n: number): Act {
    const users: Record<string, JsonValue> = {};
    if (!this.#builder.graph.version.privilegedCreators) users[admin] = 100;
    for (let at = 0; at < moderators; at++) users[person(at)] = 50;
    return act(admin, "m.room.power_levels", "", { users, "test.n": n });
  }

  #add(prev: number | undefined, deed: Act): number {
    this.#time += stepMs;
    const draft = { ...deed, prev: prev === undefined ? [] : [prev], ts: this.#time };
    if (!this.#builder.tries(draft)) {
      throw new Error(`the rules refuse ${deed.type} ${deed.stateKey ?? ""} by ${deed.sender}`);
    }
    return this.#count++;
  }

  /** @param states after which drafts, or how many spread over the later half */
  finish(states: readonly number[] | number): BuiltRoom {
    if (typeof states !== "number") return this.#builder.finish(states);
    const step = Math.max(1, Math.floor(this.#count / 2 / states));
    const after = Array.from({ length: states }, (_, n) => this.#count - 1 - n * step);
    return this.#builder.finish(after);
  }
}

function person(n: number): string {
  return `@person-${n}:server-${n % 50}.test`;
}

function act(sender: string, type: string, stateKey: string, content: Act["content"]): Act {
  return { sender, type, stateKey, content };
}

function member(sender: string, target: string, membership: string): Act {
  return act(sender, "m.room.member", target, { membership });
}
