// The burst of a web client that starts: everything it asks before it shows something.
import { startUp, sync, versions } from "./requests.ts";
import type { Scene } from "./scene.ts";
import type { Steps } from "./step.ts";

export function* pageLoad({ stage, user }: Scene): Steps {
  const { id } = stage.users[user];
  yield versions();
  yield startUp(user, id);
  yield sync(user, { timeoutMs: 0 });
}
