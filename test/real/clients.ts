// A few things that users do on a real Synapse, over its client-server API.
import { callJson, type Account, type ReadySynapse } from "../../sim/bridge/synapse/index.ts";

/** A user of a server. */
export interface Who {
  readonly at: ReadySynapse;
  readonly user: Account;
}

const rooms = "/_matrix/client/v3/rooms";
let transactions = 0;

/** The n-th user of a server. */
export function userOf(at: ReadySynapse, n = 0): Who {
  return { at, user: at.accounts[n] };
}

/** Creates a public room and answers its ID. */
export async function createRoom({ at, user }: Who, version: string): Promise<string> {
  const made = await callJson({
    ...{ url: at.url, token: user.token, method: "POST", path: "/_matrix/client/v3/createRoom" },
    body: { preset: "public_chat", room_version: version },
  });
  return String(made["room_id"]);
}

/** Joins by ID through a server, or by alias. */
export function joinRoom({ at, user }: Who, room: string, via?: string): Promise<unknown> {
  const query = via === undefined ? "" : `?server_name=${encodeURIComponent(via)}`;
  return callJson({
    ...{ url: at.url, token: user.token, method: "POST", body: {} },
    path: `/_matrix/client/v3/join/${encodeURIComponent(room)}${query}`,
  });
}

/** Sends a message and answers its event ID. */
export async function say({ at, user }: Who, room: string, body: string): Promise<string> {
  const sent = await callJson({
    ...{ url: at.url, token: user.token, method: "PUT", body: { msgtype: "m.text", body } },
    path: `${rooms}/${encodeURIComponent(room)}/send/m.room.message/${transactions++}`,
  });
  return String(sent["event_id"]);
}

/** The IDs of the room's current state, sorted. */
export async function stateIds({ at, user }: Who, room: string): Promise<string[]> {
  const path = `${rooms}/${encodeURIComponent(room)}/state`;
  const state = (await callJson({ url: at.url, token: user.token, path })) as unknown;
  return (state as { event_id: string }[]).map((event) => event.event_id).sort();
}

/** The newest message bodies, newest first. */
export async function bodies({ at, user }: Who, room: string, limit = 20): Promise<string[]> {
  const path = `${rooms}/${encodeURIComponent(room)}/messages?dir=b&limit=${limit}`;
  const { chunk } = await callJson({ url: at.url, token: user.token, path });
  return (chunk as { type: string; content: { body?: string } }[])
    .filter(({ type }) => type === "m.room.message")
    .map(({ content }) => content.body ?? "");
}
