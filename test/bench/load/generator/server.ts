// The tests' homeserver as a process of its own, so that its processor time is not the generator's. It
// tells its parent where it listens, and how many requests have come whenever it is asked; it ends
// with its parent.
import { FakeHomeserver } from "../../../loadtest/fake-homeserver.ts";

const server = await FakeHomeserver.start();
process.send?.(server.target);
process.on("message", () => process.send?.(server.requests.length));
process.on("disconnect", () => process.exit());
