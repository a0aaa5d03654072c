// A new room: made by one, two others invited, they join, and the maker says hello.
import { createRoom, join, send } from "./requests.ts";
import type { Scene } from "./scene.ts";
import { ask, askAll, jsonOf, textAt, type Steps } from "./step.ts";
import { sayingOf, stampOf, txnId } from "./words.ts";

export function* createAndInvite(scene: Scene): Steps {
  const { stage, user, draws } = scene;
  const count = stage.users.length;
  const first = (user + 1 + draws.below(count - 2)) % count;
  const guests = [first, (first + 1) % count].filter((guest) => guest !== user);
  const body = sayingOf(scene);
  const made = yield* ask(
    createRoom(user, {
      preset: "private_chat",
      name: body.slice(0, 60),
      invite: guests.map((guest) => stage.users[guest].id),
    }),
  );
  const roomId = textAt(jsonOf(made), "room_id");
  if (roomId === undefined) return;
  yield* askAll(guests.map((guest) => join(guest, roomId)));
  const content = { msgtype: "m.text", body, ...stampOf(scene) };
  const message = { roomId, type: "m.room.message", txnId: txnId(scene, "c"), content };
  yield* ask(send(user, message));
}
