// A new device: logs in with a password, syncs from the start, looks for what is new once, and logs
// out, so that devices do not pile up.
import { exponential } from "../tables.ts";
import { login, logout, sync } from "./requests.ts";
import type { Scene } from "./scene.ts";
import { pause, type Steps } from "./step.ts";

const stayMeanMs = 3_000;

export function* loginAndSync({ stage, user, draws }: Scene): Steps {
  const { id, password } = stage.users[user];
  const stayMs = draws.ofTable(exponential, stayMeanMs);
  if (password === undefined) return;
  const loggedIn = yield login(id, password);
  const token = loggedIn.textAt("access_token");
  if (token === undefined) return;
  const device = { token };
  const synced = yield sync(device, { timeoutMs: 0 });
  const since = synced.textAt("next_batch");
  yield pause(stayMs);
  if (since !== undefined) yield sync(device, { since, timeoutMs: 0 });
  yield logout(device);
}
