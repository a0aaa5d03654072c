// Joining the big public room, loading its members as a client does that shows them, and leaving
// again, so that the journey can be made any number of times.
import { exponential } from "../tables.ts";
import { join, leave, members, messages } from "./requests.ts";
import type { Scene } from "./scene.ts";
import { pause, type Steps } from "./step.ts";

const stayMeanMs = 5_000;

export function* joinBigRoom({ stage, user, draws }: Scene): Steps {
  const big = stage.rooms.find(({ kind }) => kind === "big");
  const stayMs = draws.ofTable(exponential, stayMeanMs);
  if (big === undefined) return;
  const joined = yield join(user, big.id);
  if (!joined.ok) return;
  yield [members(user, big.id), messages(user, big.id)];
  yield pause(stayMs);
  yield leave(user, big.id);
}
