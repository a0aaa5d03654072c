// Which hashes of a room's events are wrong, worked out at once or when somebody asks.
import { expect, test } from "vitest";
import { EventHashes } from "../../../../sim/check/view/event-hashes.ts";
import type { Pdu } from "../../../../sim/protocol/event.ts";
import { eventId } from "../../../../sim/protocol/event-hash.ts";
import { RoomGraph } from "../../../../sim/protocol/room-graph.ts";
import { roomVersion } from "../../../../sim/protocol/room-version.ts";
import { withContentHash } from "../../../../sim/protocol/signing.ts";

const version = roomVersion("11");

function message(body: string): Pdu {
  const fields = { room_id: "!r:a.test", sender: "@a:a.test", prev_events: [], auth_events: [] };
  const pdu = { ...fields, type: "m.room.message", content: { body }, depth: 1 };
  return withContentHash({ ...pdu, origin_server_ts: 1 }, version);
}

/** A room of such events under their right IDs, or others. */
function hashesOf(pdus: readonly Pdu[], ids: readonly (string | undefined)[] = []) {
  const graph = new RoomGraph(version);
  const hashes = new EventHashes(graph);
  const events = pdus.map((pdu, n) => graph.add(ids[n] ?? eventId(pdu, version), pdu));
  for (const event of events) hashes.add(event);
  return { graph, hashes, events };
}

test("right hashes are nothing to tell of", () => {
  const { hashes, events } = hashesOf([message("one"), message("two")]);
  expect(events.map((event) => hashes.wrongOf(event))).toEqual([undefined, undefined]);
});

test("a wrong ID, a wrong content hash, one that lacks, and an event that has no hashes are told", () => {
  const [right, changed] = [message("one"), { ...message("two"), content: { body: "2" } }];
  const { hashes: _, ...bare } = message("three");
  const floating = { ...message("four"), depth: 1.5 };
  const ids = ["$wrong", undefined, undefined, "$four"];
  const { hashes, events, graph } = hashesOf([right, changed, bare, floating], ids);
  expect(events.map((event) => hashes.wrongOf(event))).toEqual([
    { id: eventId(right, version), isContentWrong: false },
    { id: graph.id(events[1]), isContentWrong: true },
    { id: graph.id(events[2]), isContentWrong: true },
    { id: undefined, isContentWrong: false },
  ]);
});

test("it comes to the same whether it is worked out while events come or when somebody asks", () => {
  const pdus = ["one", "two", "three"].map(message).map((pdu) => ({ ...pdu, depth: 2 }));
  const ids = ["$1", "$2", "$3"];
  const late = hashesOf(pdus, ids);
  const early = hashesOf([], []);
  const found = pdus.map((pdu, n) => {
    const event = early.graph.add(ids[n], pdu);
    early.hashes.add(event);
    early.hashes.workOut();
    return early.hashes.wrongOf(event);
  });
  expect(found).toEqual(late.events.map((event) => late.hashes.wrongOf(event)));
  expect(found[0]).toMatchObject({ isContentWrong: true });
});

test("an event of version 1 that does not say its ID is told, and nothing throws", () => {
  const graph = new RoomGraph("1");
  const hashes = new EventHashes(graph);
  const event = graph.add("$x:a.test", message("one"));
  hashes.add(event);
  expect(hashes.wrongOf(event)).toEqual({ id: undefined, isContentWrong: false });
});
