// Opening a room: its newest page, and the newest event marked as read.
import { messages, receipt } from "./requests.ts";
import { roomsOf, type Scene } from "./scene.ts";
import { pause, type Steps } from "./step.ts";
import { exponential } from "../tables.ts";

/** Mean time that people look at a room before they go on. */
const lookMeanMs = 2_000;

export function* readRoom(scene: Scene): Steps {
  const room = scene.draws.pick(roomsOf(scene.stage, scene.user));
  yield* openRoom(scene, room.id);
}

/** Loads the newest page of a room, looks at it, marks it read. */
export function* openRoom({ user, draws }: Scene, roomId: string): Steps {
  const lookMs = draws.ofTable(exponential, lookMeanMs);
  const page = yield messages(user, roomId);
  yield pause(lookMs);
  const newest = page.textAt("chunk", 0, "event_id");
  if (newest !== undefined) yield receipt(user, roomId, newest);
}
