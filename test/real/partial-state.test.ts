// A real Synapse that has joined without the members of a room and cannot get the rest yet, while more of its
// users come in: what the story second-join says of it, it does.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Manner } from "../../sim/bridge/manner.ts";
import { originNames } from "../../sim/bridge/origin-names.ts";
import { Origins } from "../../sim/bridge/origins.ts";
import {
  callJson,
  startSynapses,
  type ReadySynapse,
  type Synapses,
} from "../../sim/bridge/synapse/index.ts";
import { joinRoom, say, userOf } from "./clients.ts";
import { until } from "./until.ts";

let synapses: Synapses;
let hs: ReadySynapse;
let origins: Origins;
let manner: Manner;
/** Where our origin finds Synapse; a port on which nobody listens cuts that way, and leaves the other open. */
const routes = new Map<string, string>();
const nowhere = "http://127.0.0.1:9";

beforeAll(async () => {
  synapses = await startSynapses({ accounts: 5 });
  [hs] = synapses.servers;
  const names = await originNames(1);
  origins = await Origins.start({ names, seed: "7", routes, manner: () => manner });
});
afterAll(async () => {
  await origins?.stop();
  await synapses?.stop();
});

/** A room of our origin in which one user of Synapse is, without the other members. */
async function halfIn(version: string) {
  manner = "stateless";
  routes.set(hs.name, hs.url);
  const ann = `@ann:${origins.names[0]}`;
  const setup = { joinRule: "public", powers: {}, name: "Ours" };
  const room = origins.createRoom({ user: ann, version, setup });
  const join = (n: number) => joinRoom(userOf(hs, n), room.roomId, origins.names[0]);
  const say = (body: string) => origins.act(room, ann, { kind: "message", body });
  await join(0);
  return { id: room.roomId, join, say };
}

/** Whether Synapse holds a user of its own for joined. */
async function isIn(n: number, room: string): Promise<boolean> {
  const { user, at } = userOf(hs, n);
  const path = "/_matrix/client/v3/joined_rooms";
  const { joined_rooms: rooms } = await callJson({ url: at.url, token: user.token, path });
  return (rooms as string[]).includes(room);
}

test.each(["10", "11", "12"])(
  "in a room of version %s a join on what is known leaves those in who are in",
  async (version) => {
    const { id, join } = await halfIn(version);
    await join(1);
    expect([await isIn(0, id), await isIn(1, id)]).toEqual([true, true]);
    await say(userOf(hs), id, "still here");
  },
);

test.each(["10", "11", "12"])(
  "in a room of version %s a join on what is not known throws the others out as soon as it comes",
  async (version) => {
    const { id, join, say: sayHere } = await halfIn(version);
    routes.set(hs.name, nowhere);
    await sayHere("not heard yet");
    await join(1);
    expect([await isIn(0, id), await isIn(1, id)], "before it comes").toEqual([true, true]);
    routes.set(hs.name, hs.url);
    await sayHere("and now?");
    await until("the first user to be out", async () => !(await isIn(0, id)));
    expect(await isIn(1, id)).toBe(true);
    await expect(say(userOf(hs), id, "do you hear me?")).rejects.toThrow(/not in room/);

    // One more join asks for the state again, and this time there is an answer.
    manner = "good";
    await join(2);
    await until("the first user to be back", () => isIn(0, id));
    await say(userOf(hs), id, "where have I been?");
  },
);
