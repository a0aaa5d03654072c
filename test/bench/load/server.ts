// The tests' homeserver as a process of its own, so that its CPU time is not the generator's. It
// tells its parent where it listens, and ends with it.
import { FakeHomeserver } from "../../loadtest/fake-homeserver.ts";

const server = await FakeHomeserver.start();
process.send?.(server.target);
process.on("disconnect", () => process.exit());
