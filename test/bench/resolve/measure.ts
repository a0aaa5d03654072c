// Times of one resolution, ours and the peers', for `npm run bench:resolve`. Every repeat of ours has
// a room graph of its own, for on the same one the second resolution finds its states stored already.
import { answerWire } from "../../../sim/cli/room/wire.ts";
import { Peer } from "../../../sim/cli/compare/peer.ts";
import { peerCommand } from "../../../sim/cli/compare/peers.ts";
import { questionOf, type BuiltRoom } from "../../../sim/compare/index.ts";
import { RoomGraph } from "../../../sim/protocol/room-graph.ts";
import { resolve } from "../../../sim/protocol/state-res/index.ts";

/** Milliseconds: medians of the repeats. */
export interface Times {
  /** The resolution alone, the graph being loaded. */
  readonly resolve: number;
  /** Peers only: the resolution and what the library leaves to its caller, auth chains. */
  readonly withChains: number;
  /** From the text of the request to the answer. */
  readonly withLoading: number;
  /** The resolved state, to see that all have the same. */
  readonly state: readonly string[];
}

/** Repeats at the least and at the most; between them, as many as the seconds allow. */
const repeatsMin = 5;
const repeatsMax = 60;
const secondsMax = 3;

/**
 * Ours, by the dialect of the peer that it is held against. The peers' code is compiled before it
 * runs, ours while it does: where a resolution takes milliseconds, the first dozens are its
 * beginning, so the median is of the later half; what the very first took is told beside it.
 */
export function ours(room: BuiltRoom, dialect: string): Times & { cold: number } {
  const ids = room.states.map((state) => room.graph.stateIds(state));
  const times: number[] = [];
  let state: readonly string[] = [];
  const begun = performance.now();
  const isEnough = (): boolean =>
    times.length >= repeatsMax ||
    (times.length >= repeatsMin && performance.now() - begun > secondsMax * 1000);
  while (!isEnough()) {
    const graph = RoomGraph.of(room.version, room.events);
    const states = ids.map((list) => graph.stateOf(list.map((id) => graph.indexOf(id))));
    const started = performance.now();
    const resolved = resolve(graph, states, { dialect });
    times.push(performance.now() - started);
    state = graph.stateIds(resolved);
  }
  const line = JSON.stringify({ ...questionOf(room), dialect });
  const whole: number[] = [];
  for (let run = 0; run < 5; run++) {
    const started = performance.now();
    const { error } = answerWire(line);
    if (error !== null) throw new Error(error);
    whole.push(performance.now() - started);
  }
  const resolveMs = median(times.slice(times.length >> 1));
  return {
    ...{ resolve: resolveMs, withChains: resolveMs, withLoading: median(whole) },
    ...{ state, cold: times[0] },
  };
}

/** A peer's, by its own clock. */
export async function theirs(name: string, room: BuiltRoom, repeats: number): Promise<Times> {
  const peer = new Peer({ ...peerCommand(name), patience: 600_000 });
  const line = JSON.stringify(questionOf(room));
  const rows: { ns: number; chains: number; load: number }[] = [];
  let state: readonly string[] = [];
  try {
    for (let run = 0; run < repeats; run++) {
      const result = await peer.ask(line);
      if (result.kind !== "answer") throw new Error(`${name}: ${result.kind}, ${result.detail}`);
      const { answer } = result;
      if (answer.state === null) throw new Error(`${name}: ${answer.error}`);
      rows.push({ ns: answer.ns, chains: answer.chains_ns, load: answer.load_ns });
      state = answer.state;
    }
  } finally {
    peer.stop();
  }
  const ms = (ns: number): number => ns / 1e6;
  return {
    resolve: median(rows.map((row) => ms(row.ns))),
    withChains: median(rows.map((row) => ms(row.ns + row.chains))),
    withLoading: median(rows.map((row) => ms(row.ns + row.chains + row.load))),
    state,
  };
}

export function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[list.length >> 1];
}
