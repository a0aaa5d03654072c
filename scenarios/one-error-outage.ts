// One error answer silences a server. Synapse waits ten minutes before it tries a server again that
// answered with 5xx, however short the trouble was; all that is said in between waits with it. Only
// when the other server asks or sends something itself does the wait end at once.
// https://github.com/matrix-org/synapse/issues/9335 and https://github.com/matrix-org/synapse/issues/8917
import { scenario } from "../sim/index.ts";

export const oneErrorOutage = scenario({
  name: "one-error-outage",
  about:
    "Bravo answers 503 for one second. Alpha waits ten minutes before it tries again, and all that " +
    "Alice says waits too; at the second such second Bob speaks, and nothing waits.",
  servers: ["alpha.test", "bravo.test"],
  story: ({ user, room, after }) => {
    const alice = user("alice", "alpha.test");
    const bob = user("bob", "bravo.test");
    const hall = room({ by: alice, members: [bob] });
    after("10s").fault("error-status", { status: 503, servers: ["bravo.test"] }, "1s");
    after("10.2s").do(alice.say(hall, "this meets the error"));
    after("1m").do(alice.say(hall, "Bob is up, but not for Alpha"));
    after("5m").do(alice.say(hall, "still not"));
    after("20m").fault("error-status", { status: 503, servers: ["bravo.test"] }, "1s");
    after("20.005m").do(alice.say(hall, "this meets the second error"));
    after("21m").do(bob.say(hall, "I speak, so Alpha hears that I live"));
    after("22m").do(alice.say(hall, "and this is heard at once"));
  },
});
