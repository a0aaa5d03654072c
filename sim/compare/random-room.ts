// Makes rooms up for comparing implementations: a linear beginning, then people on two to eight sides
// of a cut who do not hear of each other, merges, more cuts, and ends whose states are resolved.
// Every event satisfies the rules. Some events cite outdated auth events, some tie in time or claim
// an old one, and some rooms resolve a state of long ago with the newest.
import type { Seed } from "../engine/stream.ts";
import type { UserId } from "../protocol/event.ts";
import type { JsonValue } from "../protocol/json.ts";
import { drawAct, memberAct } from "./acts.ts";
import { RoomBuilder, type BuiltRoom } from "./build-room.ts";
import { Dice } from "./dice.ts";
import type { Act, Draft, RoomDraft } from "./draft.ts";

/** What to make up. */
export interface RandomRoomOptions {
  readonly seed: Seed;
  /** The room's number within the seed, from 0. */
  readonly room: number;
  readonly version: string;
}

/** A made-up room, as drafts and as events. */
export interface RandomRoom {
  readonly draft: RoomDraft;
  readonly built: BuiltRoom;
}

/**
 * Makes a room up; the same options always give the same room.
 * @example randomRoom({ seed: { low: 1, high: 0 }, room: 0, version: "12" }).built.events
 */
export function randomRoom({ seed, room, version }: RandomRoomOptions): RandomRoom {
  const maker = new RoomMaker(new Dice(seed, room), version);
  maker.found();
  for (let cuts = maker.drawCuts(); cuts > 0; cuts--) maker.cut(cuts === 1);
  return maker.finish();
}

const users: readonly UserId[] = [
  "@ada:a.test",
  "@bob:b.test",
  "@cat:c.test",
  "@dan:b.test",
  "@eve:d.test",
];
const startTime = 1_700_000_000_000;

class RoomMaker {
  readonly dice: Dice;
  readonly #version: string;
  readonly #builder: RoomBuilder;
  readonly #drafts: Draft[] = [];
  /** The ends of the history, as places of drafts. */
  #heads: number[] = [];
  #time = startTime;

  constructor(dice: Dice, version: string) {
    this.dice = dice;
    this.#version = version;
    this.#builder = new RoomBuilder(version);
  }

  /** Create, first join, power levels, join rules, some joins. */
  found(): void {
    const { dice } = this;
    const [ada, bob, cat, dan] = users;
    const rules = this.#builder.graph.version;
    const create: Record<string, JsonValue> = { room_version: this.#version };
    if (rules.creatorInContent) create.creator = ada;
    if (rules.privilegedCreators && dice.chance(1, 4)) create.additional_creators = [dan];
    this.#begin({ sender: ada, type: "m.room.create", stateKey: "", content: create });
    this.#begin(memberAct(ada, ada, "join"));
    const levels: Record<string, JsonValue> = { [bob]: 100, [cat]: dice.pick([50, 100]) };
    if (!rules.privilegedCreators) levels[ada] = 100;
    if (dice.chance(9, 10)) {
      const content = { users: levels, ...(dice.chance(1, 3) ? { users_default: 25 } : {}) };
      this.#begin({ sender: ada, type: "m.room.power_levels", stateKey: "", content });
    }
    const rule = dice.pick(["public", "public", "public", "restricted", "knock"]);
    const content = { join_rule: rule };
    this.#begin({ sender: ada, type: "m.room.join_rules", stateKey: "", content });
    for (const user of users.slice(1, 3 + dice.below(3))) {
      if (rule !== "public") this.#begin(memberAct(ada, user, "invite"));
      this.#begin(memberAct(user, user, "join"));
    }
  }

  /** How often the room is cut: most rooms are small, for then many can be asked about. */
  drawCuts(): number {
    return this.dice.chance(1, 24) ? 4 + this.dice.below(6) : this.dice.pick([1, 1, 1, 2]);
  }

  /** Some time with the users on two to eight sides, each with a history of its own; then, unless it
   * is the last cut, an event that merges what can be merged. */
  cut(isLast: boolean): void {
    const { dice } = this;
    const sidesMost = dice.chance(1, 16) ? 5 + dice.below(4) : dice.pick([2, 2, 3, 3, 4]);
    const count = Math.max(this.#heads.length, sidesMost);
    const sides = Array.from({ length: count }, (_, n) => {
      return { tip: this.#heads[n % this.#heads.length], users: [...users] };
    });
    for (const user of users) {
      const own = dice.pick(sides);
      for (const side of sides) {
        if (side !== own) side.users = side.users.filter((other) => other !== user);
      }
    }
    for (let step = 4 + dice.below(9); step > 0; step--) {
      const side = dice.pick(sides);
      const actors = side.users.length > 0 ? side.users : users;
      side.tip = this.#step([side.tip], actors) ?? side.tip;
    }
    this.#heads = [...new Set(sides.map(({ tip }) => tip))];
    if (isLast) return;
    const merged = this.#step(this.#heads, users);
    if (merged !== undefined) this.#heads = [merged];
  }

  finish(): RandomRoom {
    const { dice } = this;
    const built = this.#builder.finish();
    const ends = this.#ends();
    const draft = { version: this.#version, drafts: this.#drafts };
    // Someone may be far behind the others.
    if (ends.length > 1 && !dice.chance(1, 6)) return { draft, built };
    const statesAfter = [...ends, this.#earlier(this.#drafts.length)];
    return { draft: { ...draft, statesAfter }, built: this.#builder.finish(statesAfter) };
  }

  #ends(): number[] {
    const followed = new Set(this.#drafts.flatMap(({ prev }) => prev));
    return this.#drafts.map((_draft, place) => place).filter((place) => !followed.has(place));
  }

  #begin(act: Act): void {
    const place = this.#try(act, this.#heads);
    if (place !== undefined) this.#heads = [place];
  }

  /** One more event after the given ones, if anybody finds something to do. */
  #step(prev: readonly number[], actors: readonly UserId[]): number | undefined {
    const { graph } = this.#builder;
    const state = this.#builder.stateAfter(prev);
    for (let attempt = 0; attempt < 12; attempt++) {
      const act = drawAct({ dice: this.dice, graph, state, actors, users });
      const place = this.#try(act, prev);
      if (place !== undefined) return place;
    }
    return undefined;
  }

  #try(act: Act, prev: readonly number[]): number | undefined {
    const { dice } = this;
    // Half of the events tie with an earlier one in time, and a few claim an old time.
    if (dice.chance(1, 2)) this.#time += 1000;
    const ts = this.#time - (dice.chance(1, 20) ? dice.below(30) * 1000 : 0);
    const isEarly = this.#drafts.length < 6;
    const authAfter = !isEarly && dice.chance(1, 8) ? this.#earlier(12) : undefined;
    const draft = { ...act, prev, ts, ...(authAfter === undefined ? {} : { authAfter }) };
    if (!this.#builder.tries(draft)) return undefined;
    return this.#drafts.push(draft) - 1;
  }

  /** One of the latest drafts. */
  #earlier(back: number): number {
    const count = this.#drafts.length;
    return count - 1 - this.dice.below(Math.min(back, count));
  }
}
