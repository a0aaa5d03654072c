// Why a story may end otherwise once somebody else is in the room. `verify` brings the target in before
// the story begins, and nothing of the story stands on its join: a branch more. Here a stranger of our
// own takes its place, so that what the real server does can be told from what the branch does.
import { describe, expect, onTestFinished, test } from "vitest";
import { scenarios } from "../../../../scenarios/index.ts";
import { Origins } from "../../../../sim/bridge/origins.ts";
import { slotKey, type PlainState } from "../../../../sim/check/referee.ts";
import { simulate } from "../../../../sim/cli/federation/federation-verify.ts";
import { settleSigned, way, type SharedRoom } from "../../../../sim/server/index.ts";
import { generate, type Scenario } from "../../../../sim/run/index.ts";
import { verdictName } from "../../../../loadtest/federation/state-difference.ts";
import type { SimulatedRoom } from "../../../../loadtest/federation/index.ts";
import { referee } from "../../../reference/index.ts";

interface Told {
  readonly verdicts: readonly string[];
  readonly state: readonly string[];
  /** Merges of forward extremities that were compared with the literal twin. */
  readonly merges: number;
}

/** Tells a story to origins in the order of the simulation, with or without a stranger. */
async function tell(story: SimulatedRoom, { stranger }: { stranger: boolean }): Promise<Told> {
  const [, port] = story.names[0].split(":");
  const other = `127.0.9.9:${port}`;
  const names = stranger ? [...story.names, other] : story.names;
  const origins = await Origins.start({ names, seed: story.seed });
  onTestFinished(() => origins.stop());
  const room = origins.book.open(story.roomId, story.version) as SharedRoom;
  const server = origins.servers[story.viewpoint];
  const here = server.replica(room);
  const silence = () => {
    for (const one of origins.servers) one.publish = () => undefined;
  };
  silence();
  for (const one of origins.servers) one.refusedWords = story.refusedWords?.[one.number];
  const take = async ({ id, pdu, origin }: SimulatedRoom["events"][number]) => {
    const event = room.graph.add(id, pdu);
    room.notice(pdu.type);
    await new Promise<void>((then) => {
      const item = { event, via: way.send, from: origin, askedMissing: true, then };
      settleSigned(server, here, item, -1);
    });
    const value = here.verdictOf(event);
    for (const one of origins.servers)
      if (one !== server) one.replica(room).setVerdict(event, value);
  };
  for (const event of story.events.slice(0, story.founding)) await take(event);
  if (stranger) {
    const creator = room.graph.pdu(room.graph.create).sender;
    const user = `@stranger:${other}`;
    await origins.act(room, creator, { kind: "invite", target: user });
    await origins.join({ user, room: room.roomId, via: story.names[story.viewpoint] });
    silence();
  }
  let merges = 0;
  for (const event of story.events.slice(story.founding)) {
    await take(event);
    merges += compareWithTwin(room, here);
  }
  const verdicts = story.events.map(({ id }) =>
    verdictName(here.verdictOf(room.graph.indexOf(id))),
  );
  const state = room.graph.stateIds(here.current).filter((id) => {
    return room.graph.pdu(room.graph.indexOf(id)).state_key !== `@stranger:${other}`;
  });
  return { verdicts, state: state.sort(), merges };
}

/** The current state is what the literal twin resolves the states after the extremities to. */
function compareWithTwin(
  room: SharedRoom,
  here: ReturnType<Origins["servers"][0]["replica"]>,
): number {
  const { graph, sets } = room;
  const plain = (state: number): PlainState =>
    new Map(
      graph.stateIds(state).map((id) => {
        const { type, state_key: key } = graph.pdu(graph.indexOf(id));
        return [slotKey(type, key!), id];
      }),
    );
  const after = sets.members(here.extremities).map((event) => here.stateAfter(event));
  const states = [...new Set(after)];
  if (states.length < 2) return 0;
  const resolved = referee.resolve({
    ...{ version: graph.version.id, dialect: "synapse", states: states.map(plain) },
    get: (id) => graph.pdu(graph.indexOf(id)),
    rejected: (id) => here.rejected(graph.indexOf(id)),
  });
  expect(new Map(plain(here.current))).toEqual(new Map(resolved));
  return 1;
}

const storyOf = (name: string, roomVersion: string) =>
  simulate(generate(scenarios.get(name) as Scenario, { seed: "1", roomVersion }));

describe.each([
  { name: "join-rule-race", version: "12", otherwise: 2, sameState: false },
  { name: "stale-state", version: "11", otherwise: 0, sameState: false },
  { name: "netsplit-ban", version: "12", otherwise: 0, sameState: true },
  // Signed by the policy server with the key that it has as an origin: nobody but spam lacks it.
  { name: "policy-server", version: "10", otherwise: 0, sameState: true },
])("$name in version $version", ({ name, version, ...expected }) => {
  test("told to origins it ends exactly as in the simulation", async () => {
    const story = await storyOf(name, version);
    const told = await tell(story, { stranger: false });
    expect(told.verdicts).toEqual(story.events.map(({ verdict }) => verdict));
    expect(told.state).toEqual([...story.finalState].sort());
  });

  test("with a stranger's branch in the room every step is what the literal twin resolves", async () => {
    const story = await storyOf(name, version);
    const told = await tell(story, { stranger: true });
    const otherwise = told.verdicts.filter((verdict, n) => verdict !== story.events[n].verdict);
    const sameState = told.state.join() === [...story.finalState].sort().join();
    expect({ otherwise: otherwise.length, sameState }).toEqual(expected);
    expect(told.merges).toBeGreaterThan(0);
  });
});
