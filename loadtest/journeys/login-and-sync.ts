// A new device: logs in with a password, syncs from the start, looks for what is new once, and logs
// out, so that devices do not pile up.
import { exponential } from "../tables.ts";
import { login, logout, sync } from "./requests.ts";
import type { Scene } from "./scene.ts";
import { ask, jsonOf, pause, textAt, type Steps } from "./step.ts";

const stayMeanMs = 3_000;

export function* loginAndSync({ stage, user, draws }: Scene): Steps {
  const { id, password } = stage.users[user];
  const stayMs = draws.ofTable(exponential, stayMeanMs);
  if (password === undefined) return;
  const token = textAt(jsonOf(yield* ask(login(id, password))), "access_token");
  if (token === undefined) return;
  const device = { token };
  const since = textAt(jsonOf(yield* ask(sync(device, { timeoutMs: 0 }))), "next_batch");
  yield* pause(stayMs);
  if (since !== undefined) yield* ask(sync(device, { since, timeoutMs: 0 }));
  yield* ask(logout(device));
}
