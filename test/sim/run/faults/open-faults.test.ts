// Faults of one kind that overlap on one server: the end of one leaves the other on, and nothing of an earlier
// one comes back with the end of a later one.
import { describe, expect, test } from "vitest";
import { hashSigner } from "../../../../sim/protocol/hash-signer.ts";
import { Layers } from "../../../../sim/run/faults/open-faults.ts";
import { run, type RunResult } from "../../../../sim/run/index.ts";
import { World } from "../../../../sim/run/world/world.ts";
import { policy, trustingIntake } from "../../../../sim/server/index.ts";
import { records } from "../stories.ts";
import { planOf, storyMs, type Pdu } from "./talk.ts";

test("layers come and go in any order, and equal ones are told apart", () => {
  const layers = new Layers<string>();
  const ends = ["low", "same", "same"].map((value) => layers.add(7, value));
  expect(layers.of(7)).toEqual(["low", "same", "same"]);
  ends[2]();
  ends[2]();
  expect([layers.of(7), layers.top(7)]).toEqual([["low", "same"], "same"]);
  ends[0]();
  expect([layers.of(7), layers.none]).toEqual([["same"], false]);
  ends[1]();
  expect([layers.of(7), layers.top(7), layers.none]).toEqual([[], undefined, true]);
});

test("the last policy that is still on holds, and in the end the server's own", () => {
  const world = new World({
    plan: planOf(undefined),
    intake: trustingIntake,
    signerOf: hashSigner,
  });
  const [server] = world.servers;
  const [first, second] = ["minimal", "synapse-to-the-letter"].map((name) => {
    return world.behaveBy(0, policy(name));
  });
  expect(server.policy.name).toBe("synapse-to-the-letter");
  server.upgrade({ ...server.policy, dialect: "spec" });
  first();
  expect(server.policy.name).toBe("synapse-to-the-letter");
  second();
  expect([server.policy.name, server.policy.dialect]).toEqual(["synapse", "spec"]);
});

/** Two faults: one from 5 to 25 s of the story, the other from 15 to 45 s. */
const twice = (first: string, second = first) =>
  run(planOf([`${first} at=5s for=20s`, `${second} at=15s for=30s`]));
const [laterMs, endMs] = [storyMs + 26_000, storyMs + 45_000];
const isBoth = ({ atMs }: { atMs: number }) => atMs > storyMs + 16_000 && atMs < storyMs + 24_000;
const isLater = ({ atMs }: { atMs: number }) => atMs >= laterMs && atMs < endMs;
const isAfter = ({ atMs }: { atMs: number }) => atMs > endMs + 1000;
const ofHs3 = (result: RunResult) => records(result, "op").filter(({ server }) => server === 2);
const pdusOf = (result: RunResult, when: (record: { atMs: number }) => boolean) =>
  records(result, "event")
    .filter((event) => event.server === 2 && when(event))
    .map(({ pdu }) => pdu as Pdu);

describe("of two faults of one kind the second goes on when the first ends", () => {
  test.each(["crash", "pause"])("%s", (name) => {
    const ops = ofHs3(twice(`${name} servers=hs3`));
    expect(new Set(ops.filter(isLater).map(({ result }) => result))).toEqual(new Set(["failed"]));
    expect(new Set(ops.filter(isAfter).map(({ result }) => result))).toEqual(new Set(["ok"]));
  });

  test("a crash within a wipe: users join anew when the server is up", () => {
    const ops = ofHs3(twice("wipe servers=hs3", "crash servers=hs3"));
    const joins = ops.filter(({ action }) => action === "joins the room anew");
    expect(joins.map(({ result, atMs }) => [result, atMs - endMs < 1000, atMs >= endMs])).toEqual([
      ["ok", true, true],
    ]);
  });

  test("who is retired stays down when a crash ends", () => {
    const result = twice("crash servers=hs3", "retirement servers=hs3");
    const last = ofHs3(result).filter(({ atMs }) => atMs >= laterMs);
    expect(new Set(last.map(({ result }) => result))).toEqual(new Set(["failed"]));
  });

  test("lost-tail: what the first one lost does not come back with the second", () => {
    const result = twice("lost-tail servers=hs3");
    const all = result.records.filter((record) => "server" in record && record.server === 2);
    const lossAt = (atMs: number) =>
      all.findIndex((record) => record.kind === "forget" && record.atMs === atMs);
    const standings = [storyMs + 25_000, endMs].map((atMs) => {
      const next = all.slice(lossAt(atMs)).find(({ kind }) => kind === "extremities");
      return [lossAt(atMs) >= 0, next?.kind === "extremities" && next.events];
    });
    expect(standings[0][0]).toBe(true);
    expect(standings[1]).toEqual(standings[0]);
  });

  test("key-rotation", () => {
    const dropped = records(twice("key-rotation servers=hs3"), "arrive").filter(
      ({ verdict }) => verdict === "dropped",
    );
    expect(dropped.filter(isLater).length).toBeGreaterThan(5);
    expect(dropped.filter(isAfter)).toEqual([]);
  });

  test("acl-change", () => {
    const result = run(
      planOf([
        "acl-change room=room1 servers=hs3 at=5s for=20s",
        "acl-change room=room1 servers=hs4 at=15s for=30s",
      ]),
    );
    const denied = records(result, "event").flatMap(({ pdu }) => {
      const { type, content } = pdu as Pdu;
      return type === "m.room.server_acl" ? [content.deny] : [];
    });
    expect(denied).toEqual([["hs3"], ["hs3", "hs4"], ["hs4"], []]);
  });

  test("timestamp-spoof, whatever else is wrong with the clock", () => {
    const both = twice(
      "timestamp-spoof tsMs=42 servers=hs3",
      "timestamp-spoof tsMs=43 servers=hs3",
    );
    const times = (result: RunResult) => pdusOf(result, isBoth).map((pdu) => pdu.origin_server_ts);
    expect(new Set(times(both))).toEqual(new Set([43]));
    const off = twice("clock-offset byMs=1h servers=hs3", "timestamp-spoof tsMs=42 servers=hs3");
    expect(new Set(times(off))).toEqual(new Set([42]));
    for (const { origin_server_ts } of pdusOf(off, isAfter)) {
      expect(origin_server_ts).toBeGreaterThan(1_704_067_200_000);
    }
  });

  test("lies of one kind, where the later one ends first", () => {
    const result = run(
      planOf([
        "equivocation servers=hs3 at=5s for=40s",
        "withheld-events servers=hs3 to=hs2 at=15s for=10s",
      ]),
    );
    const isTwin = ({ content }: Pdu) => content["test.rashomon.twin"] === true;
    expect(pdusOf(result, isLater).filter(isTwin).length).toBeGreaterThan(2);
    expect(pdusOf(result, isAfter).filter(isTwin)).toEqual([]);
  });
});
