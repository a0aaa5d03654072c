// Reading a room's past: some pages, each from where the last one ended.
import { exponential } from "../tables.ts";
import { messages } from "./requests.ts";
import { roomsOf, type Scene } from "./scene.ts";
import { pause, type Steps } from "./step.ts";

const readMeanMs = 3_000;
const pagesMax = 4;

export function* scrollBack({ stage, user, draws }: Scene): Steps {
  const room = draws.pick(roomsOf(stage, user));
  const pages = 1 + draws.below(pagesMax);
  let from: string | undefined;
  for (let page = 0; page < pages; page++) {
    const readMs = draws.ofTable(exponential, readMeanMs);
    const answer = yield messages(user, room.id, from);
    from = answer.textAt("end");
    // No token means that the room begins here.
    if (from === undefined) return;
    if (page < pages - 1) yield pause(readMs);
  }
}
