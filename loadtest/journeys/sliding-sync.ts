// The start of a mobile client over sliding sync (MSC4186): the newest rooms first, then more of the
// list, then one look for what is new.
import { exponential } from "../tables.ts";
import { slidingSync as request } from "./requests.ts";
import type { Scene } from "./scene.ts";
import { pause, type Json, type Steps } from "./step.ts";

const lookMeanMs = 2_000;

export function* slidingSync({ user, draws, arrival }: Scene): Steps {
  const lookMs = draws.ofTable(exponential, lookMeanMs);
  // Starts of one user may overlap here; in one connection the second would end the first.
  const connection = `rashomon-${arrival}`;
  const start = yield request(user, window(connection, 20));
  yield pause(lookMs);
  const first = start.textAt("pos");
  if (first === undefined) return;
  const more = yield request(user, window(connection, 100), first);
  const second = more.textAt("pos");
  if (second !== undefined) yield request(user, window(connection, 100), second);
}

function window(connection: string, rooms: number): Json {
  return {
    conn_id: connection,
    lists: {
      all: {
        ranges: [[0, rooms - 1]],
        required_state: [
          ["m.room.name", ""],
          ["m.room.encryption", ""],
          ["m.room.member", "$LAZY"],
        ],
        timeline_limit: 1,
      },
    },
    extensions: { to_device: { enabled: true }, e2ee: { enabled: true } },
  };
}
