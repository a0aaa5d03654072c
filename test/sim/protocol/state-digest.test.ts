import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { stateDigest } from "../../../sim/protocol/state-digest.ts";
import { emptyState } from "../../../sim/protocol/state.ts";
import { ada, usualRoom } from "./room-builder.ts";

const sha = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 16);

test("it is the hash of sorted lines that anybody can write down", () => {
  const room = usualRoom("11");
  const state = room.stateOf("$levels", "$create", "$ada");
  const lines = ["m.room.create||$create", `m.room.member|${ada}|$ada`];
  lines.push("m.room.power_levels||$levels");
  expect(stateDigest(room.graph, state)).toBe(sha(lines.join("\n")));
});

test("the empty state has the hash of the empty text", () => {
  expect(stateDigest(usualRoom("11").graph, emptyState)).toBe(sha(""));
});

test("the way to a state does not count, what is in it does", () => {
  const { graph, ...room } = usualRoom("11");
  expect(room.events.length).toBeGreaterThan(0);
  const of = (...ids: string[]) =>
    stateDigest(graph, graph.stateOf(ids.map((id) => graph.indexOf(id))));
  expect(of("$create", "$bob", "$cay")).toBe(of("$cay", "$create", "$bob"));
  expect(of("$create", "$bob")).not.toBe(of("$create", "$cay"));
});

test("text beyond ASCII is hashed as UTF-8, and sorted by code unit", () => {
  const room = usualRoom("11");
  room.state("m.ü", {}, { id: "$one", stateKey: "\u{1f600}" });
  room.state("m.ü", {}, { id: "$two", stateKey: "\uffff" });
  const lines = ["m.ü|\u{1f600}|$one", "m.ü|\uffff|$two"];
  expect(stateDigest(room.graph, room.stateOf("$two", "$one"))).toBe(sha(lines.join("\n")));
});
