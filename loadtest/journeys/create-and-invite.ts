// A new room: made by one, two others invited, they join, and the maker says hello.
import { createRoom, join, send } from "./requests.ts";
import type { Scene } from "./scene.ts";
import type { Steps } from "./step.ts";
import { sayingOf, stampKey, stampOf, txnId } from "./words.ts";

export function* createAndInvite(scene: Scene): Steps {
  const { stage, user, draws } = scene;
  const count = stage.users.length;
  const first = (user + 1 + draws.below(count - 2)) % count;
  const guests = [first, (first + 1) % count];
  const body = sayingOf(scene);
  const made = yield createRoom(user, {
    preset: "private_chat",
    name: body.slice(0, 60),
    invite: guests.map((guest) => stage.users[guest].id),
  });
  const roomId = made.textAt("room_id");
  if (roomId === undefined) return;
  yield guests.map((guest) => join(guest, roomId));
  const content = { msgtype: "m.text", body, [stampKey]: stampOf(scene) };
  const message = { roomId, type: "m.room.message", txnId: txnId(scene, "c"), content };
  yield send(user, message);
}
