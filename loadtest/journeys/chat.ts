// Saying something in a room: open it, read, type for a while, send, stop typing.
import { exponential } from "../tables.ts";
import { openRoom } from "./read-room.ts";
import { send, typing } from "./requests.ts";
import { roomsOf, type Scene } from "./scene.ts";
import { pause, type Steps } from "./step.ts";
import { sayingOf, stampKey, stampOf, txnId } from "./words.ts";

/** Mean time of typing: powerhome/matrix-locust waits 5 s on average. */
const typingMeanMs = 5_000;

export function* chat(scene: Scene): Steps {
  const { stage, user, draws } = scene;
  const plain = roomsOf(stage, user).filter(({ kind }) => kind !== "encrypted");
  const room = draws.pick(plain.length > 0 ? plain : roomsOf(stage, user));
  const body = sayingOf(scene);
  const typingMs = draws.ofTable(exponential, typingMeanMs);
  const { id } = stage.users[user];
  yield* openRoom(scene, room.id);
  yield typing(user, room.id, id, true);
  yield pause(typingMs);
  const content = { msgtype: "m.text", body, [stampKey]: stampOf(scene) };
  const message = { roomId: room.id, type: "m.room.message", txnId: txnId(scene, "m"), content };
  yield send(user, message);
  yield typing(user, room.id, id, false);
}
