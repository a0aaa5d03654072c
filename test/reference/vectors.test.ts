// The twin gives the known result of every room that lies beside the repository, but for the real
// rooms (real-rooms.test.ts). Where a vector and the text differ, the case is named here.
import { describe, expect, it } from "vitest";
import type { PlainState } from "../../sim/check/referee.ts";
import { haveVectors } from "../vectors.ts";
import { dialects, type Dialect } from "./dialects.ts";
import { authChain, authChainOfState, conflictedSubgraph } from "./graph.ts";
import { referee } from "./index.ts";
import { reverseTopologicalPowerOrdering } from "./orderings.ts";
import { resolveDistinct, stateAfter, walkRoom } from "./room-walk.ts";
import { resolveStates, splitStates, type Resolution } from "./state-resolution.ts";
import { slotKey } from "../../sim/check/referee.ts";
import {
  authCases,
  authGraphs,
  eventOf,
  idsOf,
  memberIn,
  rezzyRooms,
  rumaCases,
  splitAndSort,
  stateVectors,
  tardisRoom,
  tuwunelSplit,
  type VectorRoom,
} from "./vectors.ts";
import { named } from "./values.ts";

const never = (): boolean => false;

function resolution(room: VectorRoom, dialect: Dialect): Resolution {
  return { version: Number(room.version), dialect, get: room.get, rejected: never };
}

// Rooms of others list auth events that the selection does not name: join rules, in version 12 the
// create event. The rules about lists would refuse them, so those are left out.
const careless: Dialect = { ...dialects.spec, stateRulesOnly: true };

describe.runIf(haveVectors)("state resolution", () => {
  const vectors = haveVectors
    ? [...stateVectors("differential"), ...stateVectors("synapse-graphs")]
    : [];
  it.each(vectors)("to the letter reaches the known state of $name", (vector) => {
    const { version, states, get } = vector;
    const found = referee.resolve({ version, dialect: "spec", states, get, rejected: never });
    expect(idsOf(found)).toEqual(idsOf(vector.expected));
  });
  it("has eleven such rooms", () => expect(vectors.length).toBe(11));

  const synapse = vectors.filter(({ get }) => get("$CREATE:example.com") !== undefined);
  it.each(synapse)("as Synapse does it reaches the known state of $name", (vector) => {
    const { version, states, get } = vector;
    const found = referee.resolve({ version, dialect: "synapse", states, get, rejected: never });
    expect(idsOf(found)).toEqual(idsOf(vector.expected));
  });

  const ruma = haveVectors ? rumaCases() : [];
  const byMaps = ruma.filter(({ mode }) => mode === "state_maps");
  const byEvents = ruma.filter(({ mode }) => mode === "dag");
  it("has two cases of ruma's by state maps and five by events", () => {
    expect([byMaps.length, byEvents.length]).toEqual([2, 5]);
  });
  it.each(byMaps)("reaches ruma's state of $name from its state maps", (room) => {
    const found = resolveStates(resolution(room, dialects.spec), room.states);
    expect(idsOf(found)).toEqual(idsOf(room.expected));
  });
  it.each(byEvents)("reaches ruma's state of $name event by event", (room) => {
    expect(idsOf(stateAtEnds(room, dialects.spec))).toEqual(idsOf(room.expected));
  });
  it.each(byEvents)("reaches ruma's state of $name batch by batch", (room) => {
    let state: PlainState | undefined;
    for (const batch of room.batches) {
      const alone = batch.map((id) => stateOfOne(room, id));
      const states = state === undefined ? alone : [state, ...alone];
      state = resolveStates(resolution(room, dialects.spec), states);
    }
    expect(idsOf(state ?? new Map())).toEqual(idsOf(room.expected));
  });
  it.each(byEvents)("reaches ruma's state of $name from all events at once", (room) => {
    const alone = room.events.map(({ id }) => stateOfOne(room, id));
    const found = resolveStates(resolution(room, dialects.spec), alone);
    expect(idsOf(found)).toEqual(idsOf(room.expected));
  });

  const rezzy = haveVectors ? rezzyRooms() : [];
  it("has nine rooms of rezzy's", () => expect(rezzy.length).toBe(9));
  it.each(rezzy)("reaches rezzy's state of $name at the merge of its heads", (room) => {
    const walk = walkRoom(resolution(room, careless), room.events);
    const states = room.heads.flatMap((head) => walk.get(head)?.after ?? []);
    const found = resolveStates(resolution(room, careless), states);
    expect(idsOf(found)).toEqual(idsOf(room.expected));
    for (const [user, membership] of Object.entries(room.members)) {
      expect([user, memberIn(room, found, user)]).toEqual([user, membership]);
    }
  });
});

describe.runIf(haveVectors)("parts of state resolution", () => {
  it("walks Synapse's auth chains", () => {
    const { chains } = authGraphs();
    const edges = (id: string): string[] => chains.auth_graph[id] ?? [];
    for (const [id, chain] of Object.entries(chains.auth_chain_of_each)) {
      expect([id, [...authChain(id, edges)].sort()]).toEqual([id, chain]);
    }
    for (const { of, chain } of chains.unions) {
      expect([...authChainOfState(of, edges, false)].sort()).toEqual(chain);
    }
    const { of, chain } = chains.include_given;
    expect([...authChainOfState(of, edges, true)].sort()).toEqual(chain);
  });

  it("finds Synapse's conflicted state subgraphs", () => {
    const { subgraphs } = authGraphs();
    const edges = (id: string): string[] => subgraphs.auth_graph[id] ?? [];
    for (const { conflicted, conflicted_subgraph: expected } of subgraphs.cases) {
      expect([...conflictedSubgraph(new Set(conflicted), edges)].sort()).toEqual(expected);
    }
    expect(subgraphs.cases.length).toBe(2);
  });

  it("splits states like gomatrixserverlib's tables for v2", () => {
    const tables = splitAndSort().split.filter(({ algorithm }) => algorithm === "v2");
    for (const { sets, unconflicted, conflicted } of tables) {
      const found = splitStates(
        sets.map((set) => new Map(set.map(([type, key, id]) => [slotKey(type, key), id]))),
      );
      expect(idsOf(found.unconflicted)).toEqual(unconflicted);
      expect([...found.conflicted].sort()).toEqual(conflicted);
    }
    expect(tables.length).toBe(4);
  });

  it("sorts by power, time and ID like gomatrixserverlib's table", () => {
    const { events, order } = splitAndSort().power_order;
    const items = events.map(({ id, ts }) => eventOf({ event_id: id, origin_server_ts: ts }));
    const power = new Map(events.map((event) => [event.id, event.power]));
    const sorted = reverseTopologicalPowerOrdering(
      items.map(({ id, pdu }) => ({ id, event: pdu })),
      ({ id }) => power.get(id) ?? 0,
    );
    expect(sorted.map(({ id }) => id)).toEqual(order);
  });
});

describe.runIf(haveVectors)("authorisation", () => {
  const cases = haveVectors ? authCases() : [];
  // gomatrixserverlib refuses these; in the text no rule does.
  const allowedByText = new Map([
    ["AllowedEmptyRoom.json $false6", "a create event without a state key"],
    ["AllowedEmptyRoom.json $false7", "a create event with a state key"],
    ["AllowedFirstJoin.json $false6", "the creator's first join, sent by another (4.3.1)"],
    ["AllowedWithPowerLevels.json $false3", "another room's event, which 2.5 alone would notice"],
  ]);
  it.each(cases)(
    "decides $name in version $version as gomatrixserverlib does or as the text wants",
    (one) => {
      const { event, state, get, version } = one;
      const { ok } = referee.authoriseByState({ version, id: event.id, state, get });
      expect(ok).toBe(one.allowed || allowedByText.has(one.name));
    },
  );
  it("has tables with sixteen allowed and twenty-six refused events in version 10", () => {
    const count = (version: string, allowed: boolean) =>
      cases.filter((one) => one.version === version && one.allowed === allowed).length;
    expect([count("10", true), count("10", false)]).toEqual([16, 26]);
    expect([count("1", true), count("1", false)]).toEqual([14, 22]);
  });

  it("softly fails tuwunel's delayed leave: allowed before it, refused now", () => {
    const { incoming: id, before, current, get, version } = tuwunelSplit();
    expect(referee.authoriseByState({ version, id, state: before, get })).toEqual({ ok: true });
    const now = referee.authoriseByState({ version, id, state: current, get });
    expect(now).toMatchObject({ ok: false, rule: "4.5.1" });
  });

  it("accepts every event of the real room among TARDIS's", () => {
    expect(refusals(tardisRoom("simple.json"))).toEqual([]);
  });

  it("finds the two careless lists in TARDIS's basic room", () => {
    const room = tardisRoom("auth-basic.json5");
    expect(refusals(room)).toEqual([
      [room.idOf("$JOIN"), "2.4"],
      [room.idOf("$BOB_KICK"), "2.2"],
    ]);
  });
});

describe.runIf(haveVectors)("TARDIS's annotations hold", () => {
  const room = haveVectors ? tardisRoom("mainlineForks.json") : undefined;
  const cases = [
    ["$MERGE1", "$BOB_NAME", "the later time"],
    ["$MERGE2", "$ALICE_NAME2", "the higher event ID"],
    ["$MERGE3", "$ALICE_NAME3", "the higher mainline position"],
  ];
  it.each(cases)("at %s %s wins by %s", (merge, winner) => {
    if (room === undefined) throw new Error("no room");
    const walk = walkRoom(resolution(room, dialects.spec), room.events);
    const state = walk.get(room.idOf(merge ?? ""))?.before;
    expect(state?.get(slotKey("m.room.name", ""))).toBe(room.idOf(winner ?? ""));
  });
});

/** The resolution of the states after all events that no other names as previous. */
function stateAtEnds(room: VectorRoom, dialect: Dialect): PlainState {
  const walk = walkRoom(resolution(room, dialect), room.events);
  const inner = new Set(room.events.flatMap(({ pdu }) => named(pdu.prev_events)));
  const ends = room.events.filter(({ id }) => !inner.has(id));
  return resolveDistinct(
    resolution(room, dialect),
    ends.flatMap(({ id }) => walk.get(id)?.after ?? []),
  );
}

function stateOfOne(room: VectorRoom, id: string): PlainState {
  return stateAfter(new Map(), id, room.get(id) ?? { type: "" });
}

/** The events that the rules refuse by their auth events or the state before, with the rule. */
function refusals(room: VectorRoom): [string, string][] {
  const { version, get } = room;
  const walk = walkRoom(resolution(room, dialects.spec), room.events);
  return room.events.flatMap(({ id }): [string, string][] => {
    const listed = referee.authoriseByAuthEvents({ version, id, get, rejected: never });
    if (!listed.ok) return [[id, listed.rule]];
    const state = walk.get(id)?.before ?? new Map();
    const verdict = referee.authoriseByState({ version, id, state, get });
    return verdict.ok ? [] : [[id, verdict.rule]];
  });
}
