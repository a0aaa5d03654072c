// Makes a populated stage real on a server, as steps like those of a journey: device keys for every
// user, and rooms that their members join. Users without a room join the first small one.
import { deviceKeys } from "../journeys/encrypted-chat.ts";
import { createRoom, join, keysUpload, send } from "../journeys/requests.ts";
import { Draws, seedOf } from "../journeys/scene.ts";
import type { Answer, Json, Steps } from "../journeys/step.ts";
import { stream } from "../../sim/engine/stream.ts";
import type { RoomKind, Stage, StageUser } from "./stage.ts";

/** A step that the server refused; nothing can be loaded without it. */
export interface Refusal {
  readonly request: string;
  readonly status: number;
  readonly text: string;
}

/** Uploads a user's device keys, so that others can send encrypted messages. */
export function* giveKeys(stage: Stage, user: number, runId: string): Steps<Refusal | undefined> {
  const draws = new Draws(stream(seedOf(stage.seed), "device keys"), user);
  const scene = { stage, user, arrival: user, runId: `${runId}s`, phase: 0, draws, now: () => 0 };
  return refusalOf("keys-upload", yield keysUpload(user, deviceKeys(scene)));
}

/** Makes one room, lets its members in, and says a first word; answers the room id. */
export function* makeRoom(
  { kind, members, name }: RoomToMake,
  txnId: string,
): Steps<{ id: string } | Refusal> {
  const [maker, ...others] = members;
  const made = yield createRoom(maker, roomBody(kind, name));
  const id = made.textAt("room_id");
  if (id === undefined) return refusalOf("create-room", made) ?? noRefusal("create-room", made);
  for (const other of others) {
    const refusal = refusalOf("join", yield { ...join(other, id), read: true });
    if (refusal !== undefined) return refusal;
  }
  const content = { msgtype: "m.text", body: "Welcome." };
  const said = yield send(maker, { roomId: id, type: "m.room.message", txnId, content });
  return refusalOf("send", said) ?? { id };
}

export interface RoomToMake {
  readonly kind: RoomKind;
  readonly members: readonly number[];
  readonly name: string;
}

function roomBody(kind: RoomKind, name: string): Json {
  return {
    // Whoever knows a room may join it: invitations would double the time to set a stage.
    ...{ preset: "public_chat", name, topic: "Made for a load test." },
    ...(kind === "encrypted" && {
      initial_state: [
        {
          ...{ type: "m.room.encryption", state_key: "" },
          content: { algorithm: "m.megolm.v1.aes-sha2" },
        },
      ],
    }),
  };
}

function refusalOf(request: string, answer: Answer): Refusal | undefined {
  return answer.ok ? undefined : noRefusal(request, answer);
}

function noRefusal(request: string, { status, text }: Answer): Refusal {
  return { request, status, text: text.slice(0, 300) };
}

/** The rooms of each user, from the rooms' members. */
export function roomsByUser(users: number, rooms: readonly { members: readonly number[] }[]) {
  const lists = Array.from({ length: users }, (): number[] => []);
  rooms.forEach(({ members }, room) => members.forEach((user) => lists[user].push(room)));
  return lists;
}

/** A user as a stage holds it, before any room exists. */
export type Account = Omit<StageUser, "persona" | "rooms">;
