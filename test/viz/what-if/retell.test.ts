import { expect, test } from "vitest";
import { openText } from "../../../viz/input/open-text.ts";
import { openModel } from "../../../viz/model/index.ts";
import { compareHistories } from "../../../viz/what-if/compare-histories.ts";
import { readChange } from "../../../viz/what-if/change.ts";
import { retell, type History } from "../../../viz/what-if/retell.ts";
import { ada, bob, usualRoom } from "../../sim/protocol/room-builder.ts";
import { scenarioModel } from "../scenario-models.ts";

function history(model: Parameters<typeof retell>[0], change = ""): History {
  const telling = retell(model, 0, readChange(change));
  if (!telling.ok) throw new Error(telling.why);
  return telling.history;
}

/** Two topics made at once: the later wins. */
function forkedModel() {
  const room = usualRoom("11");
  const topic = (id: string, ts: number) =>
    room.state("m.room.topic", { topic: id }, { sender: ada, prev: ["$cay"], id, ts });
  topic("$a", 1_000);
  topic("$b", 2_000);
  room.say(bob, { prev: ["$a", "$b"], id: "$m" });
  const text = JSON.stringify(room.events.map(({ id, pdu }) => ({ ...pdu, event_id: id })));
  const model = openModel(openText(text, "room.json"));
  const place = (id: string) => model.events.findIndex((event) => event.id === id);
  return { model, place };
}

const topicOf = ({ graph, final }: History) => {
  const slot = graph.slotOf("m.room.topic", "");
  return graph.id(graph.states.get(final, slot));
};

test.each(["netsplit-ban", "power-duel", "join-rule-race"])(
  "%s without a change comes to the states that its servers came to",
  (name) => {
    const model = scenarioModel(name);
    const { graph, states, final, toGraph } = history(model);
    const ids = (slots: Iterable<number>) => [...slots].sort();
    const last = model.currents.at(0, 0, model.endMs) as number;
    const told = [...model.states.slots(last).values()].map(({ event }) => toGraph(event));
    const found: number[] = [];
    graph.states.forEach(final, (_slot, event) => found.push(event));
    expect(ids(found)).toEqual(ids(told));
    expect(states.dialect.name).toBe(model.meta.servers[0].dialect);
  },
);

test("another time decides a race otherwise", () => {
  const { model, place } = forkedModel();
  const [was, is] = [history(model), history(model, `ts:${place("$a")}=3000`)];
  expect([topicOf(was), topicOf(is)]).toEqual(["$b", "$a"]);
  const difference = compareHistories(was, is);
  expect(difference.judged).toEqual([]);
  expect(difference.slots).toEqual([
    { type: "m.room.topic", stateKey: "", was: place("$b"), is: place("$a") },
  ]);
  expect(difference.parted).toEqual([place("$m")]);
});

test("what stood on an event that is left out stands on what that one stood on", () => {
  const { model, place } = forkedModel();
  const without = history(model, `drop:${place("$b")}`);
  expect(topicOf(without)).toBe("$a");
  const m = without.toGraph(place("$m"));
  expect([...without.graph.prevs(m)].map((prev) => without.graph.id(prev))).toEqual(["$a", "$cay"]);
  expect(without.states.rejection(m)).toBeUndefined();
  // Without the power levels nobody cites them, and only the creator may set a topic.
  const levels = history(model, `drop:${place("$levels")}`);
  expect(levels.graph.has(levels.graph.indexOf("$levels"))).toBe(false);
  expect(levels.states.rejection(levels.toGraph(place("$a")))).toBeUndefined();
});

test("a level that was never given makes what was done with it refused", () => {
  const { model, place } = forkedModel();
  const is = history(model, `power:${place("$levels")}=${encodeURIComponent(ada)}=0`);
  const { judged } = compareHistories(history(model), is);
  expect(judged.map(({ event }) => event)).toContain(place("$a"));
  expect(judged[0].was).toBeUndefined();
});

test("versions before and after 12 can both be asked about, in both directions", () => {
  const old = forkedModel().model;
  expect(compareHistories(history(old), history(old, "version:12")).judged).toEqual([]);
  const young = scenarioModel("netsplit-ban");
  expect(young.meta.rooms[0].version).toBe("12");
  const asOld = history(young, "version:11");
  expect(asOld.graph.version.id).toBe("11");
  const joined = compareHistories(history(young), asOld);
  expect(joined.events.length).toBe(young.events.length);
  expect(joined.judged).toEqual([]);
  expect(history(young, "version:9").graph.version.id).toBe("9");
});

test("what cannot be told says why", () => {
  const { model } = forkedModel();
  expect(retell(model, 0, readChange("version:nine"))).toMatchObject({ ok: false });
  expect(retell(model, 0, readChange("dialect:none"))).toMatchObject({ ok: false });
  expect(retell(model, 7, readChange(""))).toMatchObject({ ok: false });
});
