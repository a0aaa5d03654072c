// Makes up rooms for comparing implementations: a history of about 10 to 50 events with forks,
// merges and two to four heads, in which every event was judged by the twin. Some events list
// outdated auth events, some tie in time, and some are refused by the rules and stay as rejected
// ones. Event IDs are drawn, not hashed, unless the caller gives a way to compute them.
import type { GetPdu, PlainState } from "../../sim/check/referee.ts";
import type {
  EventId,
  EventReference,
  IdentifiedPdu,
  Pdu,
  UserId,
} from "../../sim/protocol/event.ts";
import { authSelection, judgeByAuthEvents } from "./auth-events.ts";
import { judgeByState } from "./auth-rules.ts";
import { dialectNamed } from "./dialects.ts";
import { prng, type Prng } from "./prng.ts";
import { randomAction, type Action } from "./random-actions.ts";
import { resolveDistinct, stateAfter } from "./room-walk.ts";
import { domainOf, named } from "./values.ts";

/** A stable room version. */
export type StableVersion =
  "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "10" | "11" | "12";

/** A made-up room. */
export interface RandomRoom {
  readonly version: StableVersion;
  /** Previous and auth events come earlier in the list. */
  readonly events: readonly IdentifiedPdu[];
  /** The ends of the history, two to four, none of them rejected. */
  readonly heads: readonly EventId[];
  /** The events of the state after each head. */
  readonly stateSets: readonly (readonly EventId[])[];
  /** Events that the rules refuse, by their auth events or by the state before them. */
  readonly rejected: readonly EventId[];
}

/** Turns what was made up into a true event. */
export interface Sealer {
  /** @param pdu with placeholders under `hashes` and, for each server that must sign, `signatures` */
  seal(pdu: Pdu): IdentifiedPdu;
  /** How later events name this one. */
  refer(event: IdentifiedPdu): EventReference;
}

/** What to make. */
export interface RandomRoomOptions {
  readonly seed: number;
  readonly version: RandomRoom["version"];
  /**
   * Makes true events; without it hashes, signatures and IDs are drawn: 43 characters, in versions
   * 1 and 2 18 and the sender's server.
   */
  readonly sealer?: Sealer;
  /** How many events follow the beginning of about ten; drawn between 5 and 32 if absent. */
  readonly steps?: number;
  /**
   * Adds now and then, as a last entry of `stateSets` without a head, a state that another server
   * told of: that of a head, but with a rejected event in it.
   */
  readonly hearsay?: boolean;
}

/**
 * Makes a room up; the same options always give the same room.
 * @example randomRoom({ seed: 1, version: "12" }).heads // ["$…", "$…"]
 */
export function randomRoom(options: RandomRoomOptions): RandomRoom {
  const maker = new RoomMaker(options);
  maker.found();
  maker.live();
  maker.end();
  return maker.room(options.hearsay ?? false);
}

const users = ["@ada:a.test", "@bob:b.test", "@cat:c.test", "@dan:b.test", "@eve:d.test"];
const rejectedMax = 8;
const startTime = 1_700_000_000_000;

class RoomMaker {
  readonly #options: RandomRoomOptions;
  readonly #version: number;
  readonly #random: Prng;
  readonly #events: IdentifiedPdu[] = [];
  readonly #pdus = new Map<EventId, Pdu>();
  readonly #states = new Map<EventId, PlainState>();
  readonly #rejected = new Set<EventId>();
  readonly #get: GetPdu = (id) => this.#pdus.get(id);
  #heads: EventId[] = [];
  #roomId: string | undefined;
  #time = startTime;

  constructor(options: RandomRoomOptions) {
    this.#options = options;
    this.#version = Number(options.version);
    this.#random = prng(options.seed * 16 + this.#version);
  }

  /** The linear beginning: create, first join, power levels, join rules, some joins. */
  found(): void {
    const random = this.#random;
    const [ada, bob, cat, dan] = users as [UserId, UserId, UserId, UserId];
    const create: Record<string, string | string[]> = { room_version: this.#options.version };
    if (this.#version <= 10) create.creator = ada;
    if (this.#version >= 12 && random.chance(1, 4)) create.additional_creators = [dan];
    else this.#roomId = undefined;
    if (this.#version < 12) this.#roomId = `!${random.hash().slice(0, 18)}:a.test`;
    this.#begin({ sender: ada, type: "m.room.create", state_key: "", content: create });
    this.#begin(memberOf(ada, "join"));
    const levels: Record<string, number> = { [bob]: 100, [cat]: random.pick([50, 100]) };
    if (this.#version < 12) levels[ada] = 100;
    if (random.chance(9, 10)) {
      const content = { users: levels, ...(random.chance(1, 3) ? { users_default: 25 } : {}) };
      this.#begin({ sender: ada, type: "m.room.power_levels", state_key: "", content });
    }
    const rule = random.pick(["public", "public", "public", "restricted", "knock"]);
    const content = { join_rule: rule };
    this.#begin({ sender: ada, type: "m.room.join_rules", state_key: "", content });
    for (const user of users.slice(1, 3 + random.below(3))) {
      if (rule !== "public") this.#begin({ ...memberOf(user, "invite"), sender: ada });
      this.#begin(memberOf(user, "join"));
    }
  }

  #begin(action: Action): void {
    const last = this.#events.at(-1);
    const prev = last === undefined ? [] : [last.id];
    const made = this.#make(action, prev, this.#stateAt(prev));
    if (this.#roomId === undefined) this.#roomId = `!${made.id.slice(1)}`;
    this.#add(made, this.#stateAt(prev), !this.#isAllowed(made, this.#stateAt(prev)));
  }

  /** The middle: mostly a few cuts, each healed by a merge; in some rooms without any plan. */
  live(): void {
    const random = this.#random;
    let left = this.#options.steps ?? 5 + random.below(28);
    if (random.chance(1, 4)) {
      for (; left > 0; left--) this.#step(this.#choosePrev());
    }
    while (left > 0) {
      const length = Math.min(left, 4 + random.below(12));
      this.#cut(length);
      left -= length + 1;
      if (left > 0) this.#step(this.#heads);
    }
  }

  /** Some time with the users cut into two or three sides, each with a history of its own. */
  #cut(length: number): void {
    const random = this.#random;
    // Where the last merge failed the sides simply go on.
    const [only = "", ...others] = this.#heads;
    const tips =
      others.length > 0
        ? this.#heads
        : random.pick([
            [only, only],
            [only, only, only],
          ]);
    const sides = tips.map((tip) => ({ tip, users: [...users] }));
    for (const user of users) {
      const own = random.pick(sides);
      for (const side of sides) {
        if (side !== own) side.users = side.users.filter((other) => other !== user);
      }
    }
    for (let step = 0; step < length; step++) {
      const side = random.pick(sides);
      const actors = side.users.length > 0 ? side.users : users;
      side.tip = this.#step([side.tip], actors) ?? side.tip;
    }
  }

  /** The end: two to four heads. */
  end(): void {
    // In some rooms nobody is left who may do anything; there only early forks succeed.
    for (let back = 12; this.#heads.length < 2; back++) {
      if (back > 1000) throw new Error("the made-up room cannot be forked");
      this.#step([this.#olderEvent(back)]);
    }
  }

  room(hearsay: boolean): RandomRoom {
    const stateSets = this.#heads.map((head) => [...(this.#states.get(head)?.values() ?? [])]);
    const refused = [...this.#rejected].filter((id) => this.#isTellable(id));
    const told = this.#states.get(this.#heads[0] ?? "");
    if (hearsay && refused.length > 0 && told !== undefined) {
      const id = this.#random.pick(refused);
      const pdu = this.#pdus.get(id);
      if (pdu !== undefined) stateSets.push([...stateAfter(told, id, pdu).values()]);
    }
    return {
      version: this.#options.version,
      events: this.#events,
      heads: this.#heads,
      stateSets,
      rejected: [...this.#rejected],
    };
  }

  /** A rejected state event that its auth events do allow can be part of a state elsewhere. */
  #isTellable(id: EventId): boolean {
    const event = this.#pdus.get(id);
    if (event?.state_key === undefined) return false;
    return judgeByAuthEvents({ ...this.#question({ id, pdu: event }) }).ok;
  }

  #choosePrev(): EventId[] {
    const random = this.#random;
    if (this.#heads.length < 4 && random.chance(1, 4)) return [this.#olderEvent()];
    if (this.#heads.length > 1 && random.chance(1, 3)) {
      const merged = this.#heads.slice(0, 2 + random.below(this.#heads.length - 1));
      // A rejected event may be cited by others, though no server of its own would.
      const rejected = [...this.#rejected].at(-1);
      if (rejected !== undefined && random.chance(1, 8)) merged.push(rejected);
      return merged;
    }
    return [random.pick(this.#heads)];
  }

  #olderEvent(back = 12): EventId {
    const recent = this.#events.slice(-back).filter(({ id }) => !this.#rejected.has(id));
    return recent.length > 0 ? this.#random.pick(recent).id : this.#random.pick(this.#heads);
  }

  /** One more event after the given ones; refused attempts are mostly forgotten. */
  #step(prev: readonly EventId[], actors: readonly UserId[] = users): EventId | undefined {
    const state = this.#stateAt(prev);
    const version = this.#version;
    const scene = { random: this.#random, version, actors, users, state, get: this.#get };
    for (let attempt = 0; attempt < 12; attempt++) {
      const made = this.#make(randomAction(scene), prev, this.#authState(state));
      const allowed = this.#isAllowed(made, state);
      const kept = this.#rejected.size < rejectedMax && this.#random.chance(1, 8);
      if (!allowed && !kept) continue;
      this.#add(made, state, !allowed);
      if (allowed) return made.id;
    }
    return undefined;
  }

  /** Where an event takes its auth events from: now and then an outdated state. */
  #authState(state: PlainState): PlainState {
    if (!this.#random.chance(1, 8)) return state;
    return this.#states.get(this.#olderEvent()) ?? state;
  }

  #stateAt(prev: readonly EventId[]): PlainState {
    const rejected = (id: EventId): boolean => this.#rejected.has(id);
    const dialect = dialectNamed("spec");
    const room = { version: this.#version, dialect, get: this.#get, rejected };
    const states = prev.flatMap((id) => this.#states.get(id) ?? []);
    return resolveDistinct(room, states);
  }

  #make(action: Action, prev: readonly EventId[], authState: PlainState): IdentifiedPdu {
    const draft = this.#draft(action, prev);
    const slots = authSelection(this.#version, draft);
    const auth = [...slots].flatMap((slot) => authState.get(slot) ?? []);
    const pdu = { ...draft, auth_events: this.#references(auth) };
    return this.#options.sealer?.seal(pdu) ?? { id: this.#drawId(pdu.sender), pdu };
  }

  #drawId(sender: UserId): EventId {
    const hash = this.#random.hash();
    return this.#version <= 2 ? `$${hash.slice(0, 18)}:${domainOf(sender) ?? ""}` : `$${hash}`;
  }

  /** Versions 1 and 2 name events in pairs with a hash, which nothing here looks at. */
  #references(ids: readonly EventId[]): readonly EventReference[] {
    const { sealer } = this.#options;
    if (sealer !== undefined) {
      return ids.flatMap((id) => {
        const pdu = this.#pdus.get(id);
        return pdu === undefined ? [] : [sealer.refer({ id, pdu })];
      });
    }
    return this.#version <= 2 ? ids.map((id) => [id, { sha256: "A".repeat(43) }]) : ids;
  }

  #draft(action: Action, prev: readonly EventId[]): Pdu {
    const random = this.#random;
    // Half of the events tie with an earlier one in time, and a few claim an old time.
    if (random.chance(1, 2)) this.#time += 1000;
    const spoofed = random.chance(1, 20) ? random.below(30) * 1000 : 0;
    const depths = prev.map((id) => BigInt(this.#pdus.get(id)?.depth ?? 0));
    // A voucher's server signs too.
    const voucher = action.content.join_authorised_via_users_server;
    const servers = [domainOf(action.sender), domainOf(voucher)].filter((name) => name);
    const signature = { "ed25519:1": "A".repeat(86) };
    return {
      ...action,
      ...(this.#roomId === undefined ? {} : { room_id: this.#roomId }),
      prev_events: this.#references(prev),
      auth_events: [],
      depth: this.#depthOver(depths),
      origin_server_ts: this.#time - spoofed,
      hashes: { sha256: random.hash() },
      signatures: Object.fromEntries(servers.map((server) => [server, signature])),
    };
  }

  /** Only version 1 asks for depths; there some claim another, as deep as can be. */
  #depthOver(depths: readonly bigint[]): number | bigint {
    const limit = 2n ** 63n - 1n;
    const deepest = depths.reduce((most, depth) => (depth > most ? depth : most), 0n);
    const due = deepest < limit ? deepest + 1n : limit;
    const random = this.#random;
    if (this.#version === 1 && random.chance(1, 12)) {
      return random.chance(1, 2) ? random.below(30) : limit - BigInt(random.below(3));
    }
    return Number.isSafeInteger(Number(due)) ? Number(due) : due;
  }

  #isAllowed(made: IdentifiedPdu, state: PlainState): boolean {
    const question = this.#question(made);
    if (!judgeByAuthEvents(question).ok) return false;
    const find = (type: string, stateKey: string): Pdu | undefined =>
      this.#pdus.get(state.get(`${type}\u0000${stateKey}`) ?? "");
    return judgeByState({ ...question, find }).ok;
  }

  #question({ id, pdu }: IdentifiedPdu): Parameters<typeof judgeByAuthEvents>[0] {
    const rejected = (auth: EventId): boolean => this.#rejected.has(auth);
    return { version: this.#version, id, event: pdu, get: this.#get, rejected };
  }

  #add({ id, pdu }: IdentifiedPdu, before: PlainState, rejected: boolean): void {
    this.#events.push({ id, pdu });
    this.#pdus.set(id, pdu);
    this.#states.set(id, rejected ? before : stateAfter(before, id, pdu));
    if (rejected) this.#rejected.add(id);
    else
      this.#heads = [...this.#heads.filter((head) => !named(pdu.prev_events).includes(head)), id];
  }
}

function memberOf(user: UserId, membership: string): Action {
  return { sender: user, type: "m.room.member", state_key: user, content: { membership } };
}
