// State resolution alone: a published benchmark room (where it is present) and generated conflicts.
import { importRoom } from "../../sim/import/index.ts";
import { RoomGraph } from "../../sim/protocol/room-graph.ts";
import { noCounts, resolve } from "../../sim/protocol/state-res/index.ts";
import type { StateId } from "../../sim/protocol/state.ts";
import { RoomStates } from "../../sim/protocol/room-states.ts";
import { haveVectors, vectorText } from "../vectors.ts";

/** Prints time per call, and the counts. */
export function resolveConflicts(): void {
  if (haveVectors) publishedRoom();
  for (const size of [1000, 10_000]) generatedConflict(size);
}

/** A chain of a thousand power levels and join rules; one state for each event. */
function publishedRoom(): void {
  const read = importRoom(vectorText("rezzy-res", "benchmark_1k.json"), {
    fileName: "benchmark_1k",
  });
  if (!read.ok) return console.log(`  benchmark_1k.json: ${read.problem.message}`);
  const { room } = read;
  const graph = RoomGraph.of(room.version, room.events);
  const states = new RoomStates(graph, { dialect: "synapse" });
  const each = room.events.map(({ id }) => states.after(graph.indexOf(id)));
  const heads = (room.heads ?? []).map((id) => states.after(graph.indexOf(id)));
  measure("benchmark_1k, its two heads", graph, heads);
  measure("benchmark_1k, a state for each event", graph, each);
}

/** Two branches that rename and promote each other's people: `size` events in conflict. */
function generatedConflict(size: number): void {
  const graph = new RoomGraph("11");
  let ts = 0;
  const add = (id: string, type: string, key: string, content: object, auth: string[]): number => {
    const room_id = "!r:a";
    const pdu = { type, state_key: key, room_id, sender: "@a:a", content, depth: 1 };
    const edges = { prev_events: [], auth_events: auth, origin_server_ts: ts++ };
    return graph.add(id, { ...pdu, ...edges } as never);
  };
  const base = [
    add("$create", "m.room.create", "", { room_version: "11" }, []),
    add("$join", "m.room.member", "@a:a", { membership: "join" }, ["$create"]),
    add("$pl", "m.room.power_levels", "", { users: { "@a:a": 100 } }, ["$create", "$join"]),
  ];
  const sides: [StateId, StateId] = [graph.stateOf(base), graph.stateOf(base)];
  let levels = ["$pl", "$pl"];
  for (let n = 0; n < size; n++) {
    const side = n % 2;
    const auth = ["$create", "$join", levels[side]];
    const power = n % 50 < 2;
    const id = `$e${n}`;
    const event = power
      ? add(id, "m.room.power_levels", "", { users: { "@a:a": 100 }, n }, auth)
      : add(id, "test.score", `${n >> 1}`, { n }, auth);
    if (power) levels = side === 0 ? [id, levels[1]] : [levels[0], id];
    sides[side] = graph.apply(sides[side], event);
  }
  measure(`generated, ${size} events`, graph, sides);
}

function measure(label: string, graph: RoomGraph, states: readonly StateId[]): void {
  const counts = noCounts();
  for (let n = 0; n < 3; n++) resolve(graph, states, { dialect: "synapse", counts });
  const samples: number[] = [];
  for (let n = 0; n < 9; n++) {
    const started = performance.now();
    resolve(graph, states, { dialect: "synapse", counts });
    samples.push(performance.now() - started);
  }
  samples.sort((a, b) => a - b);
  const { conflicted, authDifference, subgraph, authChecks } = counts;
  console.log(
    `  ${label.padEnd(38)} ${samples[4].toFixed(2)} ms (${samples[0].toFixed(2)}–` +
      `${samples[8].toFixed(2)}), ${states.length} states, ${conflicted} conflicted, ` +
      `${authDifference} in the auth difference, ${subgraph} in the subgraph, ${authChecks} checks`,
  );
}
