// Made-up rooms are repeatable, well formed, varied, and judged rightly.
import { describe, expect, it } from "vitest";
import { slotKey, type PlainState } from "../../sim/check/referee.ts";
import type { EventId } from "../../sim/protocol/event.ts";
import { dialects } from "./dialects.ts";
import { referee } from "./index.ts";
import { randomRoom, type RandomRoom } from "./random-room.ts";
import { stateHash, walkRoom } from "./room-walk.ts";
import { named } from "./values.ts";

const count = 100;

function makeRooms(version: RandomRoom["version"], hearsay = false): RandomRoom[] {
  return Array.from({ length: count }, (_, seed) => randomRoom({ seed, version, hearsay }));
}

function pdusOf(room: RandomRoom): Map<EventId, RandomRoom["events"][number]["pdu"]> {
  return new Map(room.events.map(({ id, pdu }) => [id, pdu]));
}

function statesOf(room: RandomRoom): PlainState[] {
  const pdus = pdusOf(room);
  return room.stateSets.map((ids) => {
    return new Map(
      ids.map((id) => [slotKey(pdus.get(id)?.type ?? "", pdus.get(id)?.state_key ?? ""), id]),
    );
  });
}

const stable = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"] as const;

describe.each(stable)("a made-up room of version %s", (version) => {
  const rooms = makeRooms(version);

  it("is the same again for the same seed, and another for another", () => {
    expect(randomRoom({ seed: 3, version })).toEqual(rooms[3]);
    expect(new Set(rooms.map((room) => room.heads.join())).size).toBe(count);
  });

  it("has ten to sixty events, two to four heads, and earlier events first", () => {
    for (const { events, heads, rejected } of rooms) {
      expect(events.length).toBeGreaterThanOrEqual(10);
      expect(events.length).toBeLessThanOrEqual(60);
      expect([2, 3, 4]).toContain(heads.length);
      const seen = new Set<EventId>();
      const inner = new Set<EventId>();
      const form = ["1", "2"].includes(version) ? /^\$[\w-]{18}:[a-d].test$/ : /^\$[\w-]{43}$/;
      expect(events.filter(({ id }) => !form.test(id))).toEqual([]);
      for (const { id, pdu } of events) {
        const cited = named([...pdu.prev_events, ...pdu.auth_events]);
        expect(cited.filter((earlier) => !seen.has(earlier))).toEqual([]);
        if (!rejected.includes(id)) for (const prev of named(pdu.prev_events)) inner.add(prev);
        seen.add(id);
      }
      const ends = events.map(({ id }) => id).filter((id) => !inner.has(id));
      expect(new Set(heads)).toEqual(new Set(ends.filter((id) => !rejected.includes(id))));
    }
  });

  it("has the states and rejections that walking it gives", () => {
    for (const room of rooms) {
      const pdus = pdusOf(room);
      const get = pdus.get.bind(pdus);
      const rejected = (id: EventId): boolean => room.rejected.includes(id);
      const resolution = { version: Number(version), dialect: dialects.spec, get, rejected };
      const walk = walkRoom(resolution, room.events);
      const hashes = room.heads.map((head) => stateHash(walk.get(head)?.after ?? new Map()));
      expect(statesOf(room).map(stateHash)).toEqual(hashes);
      const refused = room.events.filter(({ id }) => {
        const state = walk.get(id)?.before ?? new Map();
        const listed = referee.authoriseByAuthEvents({ version, id, get, rejected });
        return !listed.ok || !referee.authoriseByState({ version, id, state, get }).ok;
      });
      expect(refused.map(({ id }) => id)).toEqual(room.rejected);
    }
  });

  it("is varied: merges, ties, rejected events, conflicts, all kinds of membership", () => {
    const events = rooms.flatMap((room) => room.events);
    const kinds = new Set(events.map(({ pdu }) => String(pdu.content.membership ?? pdu.type)));
    for (const kind of ["ban", "leave", "invite", "knock", "test.score", "m.room.topic"]) {
      expect(kinds).toContain(kind);
    }
    expect(events.filter(({ pdu }) => pdu.prev_events.length > 1).length).toBeGreaterThan(count);
    expect(rooms.filter(({ rejected }) => rejected.length > 0).length).toBeGreaterThan(count / 2);
    const conflicts = rooms.filter((room) => new Set(statesOf(room).map(stateHash)).size > 1);
    expect(conflicts.length).toBeGreaterThan(count * 0.9);
    const ties = rooms.filter(({ events: all }) => {
      return new Set(all.map(({ pdu }) => pdu.origin_server_ts)).size < all.length;
    });
    expect(ties.length).toBeGreaterThan(count * 0.9);
  });

  it("adds with hearsay a state that holds a rejected event", () => {
    const told = makeRooms(version, true).filter(({ heads, stateSets }) => {
      return stateSets.length > heads.length;
    });
    expect(told.length).toBeGreaterThan(0);
    for (const { stateSets, rejected } of told) {
      const foreign = stateSets.at(-1)?.filter((id) => rejected.includes(id));
      expect(foreign?.length).toBe(1);
    }
  });

  // Resolution by depth, in version 1, leaves nothing to differ about.
  if (version === "1") return;
  it("tells the dialects apart now and then", () => {
    const seeds = Array.from({ length: 300 }, (_, seed) => seed);
    const differ = (room: RandomRoom): boolean => {
      const pdus = pdusOf(room);
      const input = {
        version,
        states: statesOf(room),
        get: pdus.get.bind(pdus),
        rejected: (id: EventId) => room.rejected.includes(id),
      };
      const literal = referee.resolve({ ...input, dialect: "spec" });
      const synapse = referee.resolve({ ...input, dialect: "synapse" });
      return stateHash(literal) !== stateHash(synapse);
    };
    expect(seeds.some((seed) => differ(randomRoom({ seed, version })))).toBe(true);
  });
});
