// Virtual origins and a real Synapse: each joins the other's rooms, in every version that both
// know, and both come to the same state.
import { afterAll, beforeAll, test } from "vitest";
import { originNames } from "../../sim/bridge/origin-names.ts";
import { Origins } from "../../sim/bridge/origins.ts";
import {
  callJson,
  startSynapses,
  type ReadySynapse,
  type Synapses,
} from "../../sim/bridge/synapse/index.ts";
import type { SharedRoom } from "../../sim/server/index.ts";
import { bodies, createRoom, joinRoom, say, stateIds, userOf } from "./clients.ts";
import { until } from "./until.ts";

let synapses: Synapses;
let hs: ReadySynapse;
let origins: Origins;
const at = (origin: number, localpart = "ann") => `@${localpart}:${origins.names[origin]}`;

beforeAll(async () => {
  synapses = await startSynapses({ accounts: 2 });
  [hs] = synapses.servers;
  const names = await originNames(10);
  origins = await Origins.start({ names, seed: "7", routes: new Map([[hs.name, hs.url]]) });
});
afterAll(async () => {
  await origins?.stop();
  await synapses?.stop();
});

/** The state as one of our origins has it. */
function stateHere(room: SharedRoom, origin: number): string[] {
  const replica = origins.servers[origin].replicas[room.number];
  return replica === undefined ? [] : room.graph.stateIds(replica.current).sort();
}

const agree = (room: SharedRoom, origin: number, user = 0) =>
  until(`the same state at Synapse and at origin ${origin}`, async () => {
    const there = await stateIds(userOf(hs, user), room.roomId);
    return JSON.stringify(stateHere(room, origin)) === JSON.stringify(there);
  });

test.each(["10", "11", "12"])(
  "ten origins join a room of version %s on Synapse",
  async (version) => {
    const id = await createRoom(userOf(hs), version);
    let room: SharedRoom | undefined;
    for (let n = 0; n < 10; n++) {
      room = await origins.join({ user: at(n), room: id, via: hs.name });
    }
    const said = await say(userOf(hs), id, "hello to all");
    await Promise.all(
      origins.servers.map((server) =>
        until(`${server.name} to accept what was said`, () => {
          const event = (room as SharedRoom).graph.indexOf(said);
          return event >= 0 && server.replicas[(room as SharedRoom).number]?.verdictOf(event) === 2;
        }),
      ),
    );
    await origins.act(room as SharedRoom, at(3), {
      kind: "message",
      body: "hello from the fourth",
    });
    await until("the fourth's message at Synapse", async () =>
      (await bodies(userOf(hs), id)).includes("hello from the fourth"),
    );
    for (const origin of [0, 9]) await agree(room as SharedRoom, origin);
  },
);

test.each(["10", "11", "12"])(
  "users of Synapse join a room of version %s of an origin",
  async (version) => {
    const setup = { joinRule: "public", powers: { [at(1)]: 50 }, name: "Ours" };
    const room = origins.createRoom({ user: at(0), version, setup });
    origins.aliases.set(`#ours-${version}:${origins.names[0]}`, room);
    await joinRoom(userOf(hs), room.roomId, origins.names[0]);
    await joinRoom(userOf(hs, 1), `#ours-${version}:${origins.names[0]}`);
    await say(userOf(hs, 1), room.roomId, "thank you");
    await origins.join({ user: at(1), room: room.roomId, via: origins.names[0] });
    await origins.act(room, at(1), { kind: "topic", topic: "visitors" });
    await origins.act(room, at(0), { kind: "ban", target: hs.accounts[1].userId });
    await agree(room, 0);
    await agree(room, 1);
  },
);

test("an invitation of Synapse reaches an origin, whose user then joins", async () => {
  const id = await createRoom(userOf(hs), "11");
  await inviteAndLock(id);
  const room = await origins.join({ user: at(5, "guest"), room: id, via: hs.name });
  await agree(room, 5);
});

/** Makes a room one for invited users only, and invites one of ours. */
async function inviteAndLock(id: string): Promise<void> {
  const { url } = hs;
  const { token } = hs.accounts[0];
  const path = `/_matrix/client/v3/rooms/${encodeURIComponent(id)}`;
  await callJson({
    ...{ url, token, method: "PUT", path: `${path}/state/m.room.join_rules` },
    body: { join_rule: "invite" },
  });
  await callJson({
    ...{ url, token, method: "POST", path: `${path}/invite` },
    body: { user_id: at(5, "guest") },
  });
}
