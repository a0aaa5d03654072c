// The trace of a story that is told to a server which is not there: sound, and with what can be said
// of that server.
import { expect, onTestFinished, test } from "vitest";
import { scenarios } from "../../../../scenarios/index.ts";
import { Origins } from "../../../../sim/bridge/origins.ts";
import { simulate } from "../../../../sim/cli/federation/federation-verify.ts";
import { StoryTrace } from "../../../../sim/cli/federation/story-trace.ts";
import { generate, type Scenario } from "../../../../sim/run/index.ts";
import { settle, way, type SharedRoom } from "../../../../sim/server/index.ts";
import { readTrace } from "../../../../sim/trace/index.ts";
import { buildModel, currentAt } from "../../../../viz/model/index.ts";

async function told(change: (state: Map<string, string>) => void = () => undefined) {
  const story = await simulate(generate(scenarios.get("netsplit-ban") as Scenario, { seed: "1" }));
  let now = 0;
  const about = { room: story, target: "real.test", scenario: "netsplit-ban" };
  const trace = new StoryTrace(about, () => (now += 10));
  const { recorder } = trace;
  const origins = await Origins.start({ names: story.names, seed: story.seed, recorder });
  onTestFinished(() => origins.stop());
  const room = origins.book.open(story.roomId, story.version) as SharedRoom;
  const server = origins.servers[story.viewpoint];
  server.publish = () => undefined;
  const lines = trace.lines();
  for (const [at, { id, pdu, origin }] of story.events.entries()) {
    const event = room.graph.add(id, pdu);
    settle(server, server.replica(room), { event, via: way.send, reported: -1 });
    const error = at === 7 ? "not allowed" : undefined;
    if (at >= story.founding) trace.sent({ id, origin, ms: 5, error });
    if (at >= story.founding && error === undefined) trace.seen(id);
    lines.push(...trace.lines());
  }
  const state = new Map<string, string>();
  room.graph.states.forEach(server.replica(room).current, (slot, event) => {
    state.set(room.graph.slots.text(slot), room.graph.id(event));
  });
  change(state);
  trace.ended(state);
  trace.end();
  lines.push(...trace.lines());
  const reading = readTrace(lines.join("\n"));
  if (!reading.ok) throw new Error(reading.problem.message);
  return { story, model: buildModel(reading.records) };
}

test("it is a sound trace in which each event has its maker, and the target what it was told", async () => {
  const { story, model } = await told();
  expect(model.troubles).toEqual([]);
  expect(model.events.map(({ id }) => id)).toEqual(story.events.map(({ id }) => id));
  expect(model.events.map(({ server }) => server)).toEqual(story.events.map((e) => e.origin));
  const real = story.names.length;
  expect(model.meta.servers[real].name).toBe("real.test");
  const refused = model.arrivals.verdictAt(real, 7, model.endMs);
  expect(refused).toBe("rejected");
  expect(model.arrivals.verdictAt(real, model.events.length - 1, model.endMs)).toBe("accepted");
  expect(model.net.filter(({ to }) => to === real).length).toBe(
    story.events.length - story.founding,
  );
});

test("where the target ends with our state it is the same state, else its own", async () => {
  const { story, model } = await told();
  const real = story.names.length;
  const ours = currentAt(model, story.viewpoint, model.endMs, 0);
  expect(currentAt(model, real, model.endMs, 0)).toBe(ours);
  const other = await told((state) => state.delete("m.room.join_rules\u0000"));
  const theirs = currentAt(other.model, real, other.model.endMs, 0);
  expect(theirs).not.toBe(currentAt(other.model, story.viewpoint, other.model.endMs, 0));
  expect(other.model.states.slots(theirs ?? -1).has("m.room.join_rules\u0000")).toBe(false);
  expect(other.model.states.slots(theirs ?? -1).size).toBeGreaterThan(4);
});
