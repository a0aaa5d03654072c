// Going away and coming back: the user's own presence, and a look at a friend's.
import { exponential } from "../tables.ts";
import { getPresence, setPresence } from "./requests.ts";
import { roomsOf, type Scene } from "./scene.ts";
import { pause, type Steps } from "./step.ts";

/** Shorter than people are away, so that a run sees both ends. */
const awayMeanMs = 10_000;

export function* presence({ stage, user, draws }: Scene): Steps {
  const { id } = stage.users[user];
  const awayMs = draws.ofTable(exponential, awayMeanMs);
  // Others' presence may be seen by those who share a room.
  const friends = roomsOf(stage, user).flatMap(({ members }) => members);
  const friend = stage.users[friends.length > 0 ? draws.pick(friends) : user];
  yield setPresence(user, id, "unavailable");
  yield pause(awayMs);
  yield setPresence(user, id, "online");
  yield getPresence(user, friend.id);
}
