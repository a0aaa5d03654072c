// Rooms that real Synapse servers made while links were cut: walked with the twin, the state after
// every event is the one that every server stored, if resolution is done as Synapse does it. To
// the letter of the text four of the seven rooms differ, and one switch alone makes the difference.
import { describe, expect, it } from "vitest";
import type { EventId } from "../../sim/protocol/event.ts";
import { haveVectors } from "../vectors.ts";
import { dialects, type Dialect } from "./dialects.ts";
import { referee } from "./index.ts";
import { resolveDistinct, stateHash, walkRoom } from "./room-walk.ts";
import type { Resolution } from "./state-resolution.ts";
import { named } from "./values.ts";
import { realRooms, type RealRoom } from "./vectors.ts";

const never = (): boolean => false;
const rooms = haveVectors ? realRooms() : [];

function resolution(room: RealRoom, dialect: Dialect): Resolution {
  return { version: Number(room.version), dialect, get: room.get, rejected: never };
}

/** How many states were compared, and after which events a server stored another one. */
function compare(room: RealRoom, dialect: Dialect): { compared: number; differ: Set<EventId> } {
  const walk = walkRoom(resolution(room, dialect), room.events);
  const differ = new Set<EventId>();
  let compared = 0;
  for (const { states } of room.servers) {
    for (const [id, hash] of states) {
      compared++;
      if (stateHash(walk.get(id)?.after ?? new Map()) !== hash) differ.add(id);
    }
  }
  return { compared, differ };
}

/** Merges where the text and Synapse part over the very same states. */
function partings(room: RealRoom): number {
  const walk = walkRoom(resolution(room, dialects.synapse), room.events);
  return room.events.filter(({ id, pdu }) => {
    const states = named(pdu.prev_events).flatMap((prev) => walk.get(prev)?.after ?? []);
    const literal = resolveDistinct(resolution(room, dialects.spec), states);
    return stateHash(literal) !== stateHash(walk.get(id)?.before ?? new Map());
  }).length;
}

describe.runIf(haveVectors)("a room of real Synapse servers", () => {
  it("is one of seven with 5373 stored states", () => {
    const compared = rooms.map((room) => compare(room, dialects.synapse).compared);
    expect(compared.length).toBe(7);
    expect(compared.reduce((sum, count) => sum + count)).toBe(5373);
  });

  it.each(rooms)("$name has at every server after every event the state of the walk", (room) => {
    expect([...compare(room, dialects.synapse).differ]).toEqual([]);
  });

  it.each(rooms)("$name ends at every server in the resolution of its ends", (room) => {
    const walk = walkRoom(resolution(room, dialects.synapse), room.events);
    let compared = 0;
    for (const { extremities, finalState } of room.servers) {
      if (finalState === undefined) continue;
      const states = extremities.flatMap((id) => walk.get(id)?.after ?? []);
      const found = resolveDistinct(resolution(room, dialects.synapse), states);
      expect(stateHash(found)).toBe(finalState);
      compared++;
    }
    expect(compared).toBeGreaterThan(1);
  });

  it.each(rooms)("$name holds no event that the rules refuse", (room) => {
    const { version, get } = room;
    const walk = walkRoom(resolution(room, dialects.synapse), room.events);
    for (const { id } of room.events) {
      const state = walk.get(id)?.before ?? new Map();
      const listed = referee.authoriseByAuthEvents({ version, id, get, rejected: never });
      expect([id, listed]).toEqual([id, { ok: true }]);
      const before = referee.authoriseByState({ version, id, state, get });
      expect([id, before]).toEqual([id, { ok: true }]);
    }
  });
});

describe.runIf(haveVectors)("resolution to the letter", () => {
  // Events after which some server's state differs, and merges at which the difference arises.
  const expected = new Map([
    ["banned-side-v12.ndjson", [1, 1]],
    ["duel-v11.ndjson", [0, 0]],
    ["five-v12.ndjson", [0, 0]],
    ["join-race-v11.ndjson", [1, 1]],
    ["long-cut-v10.ndjson", [0, 0]],
    ["mixed-v10.ndjson", [14, 6]],
    ["still-split-v12.ndjson", [104, 12]],
  ]);
  it.each(rooms)("departs from Synapse in $name as often as known", (room) => {
    const counts = [compare(room, dialects.spec).differ.size, partings(room)];
    expect(counts).toEqual(expected.get(room.name));
  });

  it.each(rooms)("with the state in its own auth chain agrees with Synapse in $name", (room) => {
    const almost = { ...dialects.spec, chainIncludesState: true };
    expect(compare(room, almost).differ.size).toBe(0);
  });
});
