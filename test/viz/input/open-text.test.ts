import { expect, test } from "vitest";
import { writeTrace } from "../../../sim/trace/write.ts";
import { openText } from "../../../viz/input/open-text.ts";
import { openModel } from "../../../viz/model/index.ts";
import { usualRoom } from "../../sim/protocol/room-builder.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const events = usualRoom("11").events.map(({ id, pdu }) => ({ ...pdu, event_id: id }));
const modelOf = (text: string, name = "room.json") => openModel(openText(text, name));
const typesOf = (text: string, name?: string) => modelOf(text, name).events.map(({ type }) => type);
const types = events.map(({ type }) => type);

test("a trace is opened as one", () => {
  const model = modelOf(writeTrace(syntheticTrace({ events: 20 })), "t.ndjson");
  expect(model.events.length).toBeGreaterThanOrEqual(20);
  expect(model.meta.scenario).toContain("synthetic");
});

test("a room is opened from lines, from an array and from a scenario of TARDIS", () => {
  expect(typesOf(events.map((event) => JSON.stringify(event)).join("\n"))).toEqual(types);
  expect(typesOf(JSON.stringify(events))).toEqual(types);
  const scenario = { tardis_version: 1, room_version: "11", events };
  expect(typesOf(JSON.stringify(scenario))).toEqual(types);
});

test("a scenario in JSON5 is known by its name, and by its look where it was pasted", () => {
  const json5 = `// by hand\n{ tardis_version: 1, room_version: '11', annotations: {title: 'So it is'},
    events: ${JSON.stringify(events)},\n}`;
  expect(typesOf(json5, "x.json5")).toEqual(types);
  const pasted = modelOf(json5, "pasted text");
  expect(pasted.meta.about).toBe("So it is");
});

test("merges of a room come with their resolutions, so that whys can be asked", () => {
  const room = usualRoom("11");
  room.state("m.room.topic", { topic: "a" }, { prev: ["$cay"], id: "$a" });
  room.state("m.room.topic", { topic: "b" }, { prev: ["$cay"], id: "$b" });
  room.say("@bob:b.test", { prev: ["$a", "$b"], id: "$m" });
  const text = JSON.stringify(room.events.map(({ id, pdu }) => ({ ...pdu, event_id: id })));
  expect(modelOf(text).resolutions.length).toBe(2);
});

test("what is odd about a file is named, and what is none says why and where", () => {
  const gap = [...events, { ...events[5], event_id: "$late", prev_events: ["$gone"] }];
  expect(modelOf(JSON.stringify(gap)).troubles.join()).toContain("$gone");
  expect(() => openText(" \n", "x")).toThrow("nothing in it");
  expect(() => openText("hello", "x")).toThrow(/line 1: .*no room file/);
  expect(() => openText(`${JSON.stringify(events[0])}\n{"type":`, "x.ndjson")).toThrow(/line 2/);
});
