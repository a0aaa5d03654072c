// Servers crash while the room is split: one comes back while it still is, one only after the
// heal. What a server had stored is there again: its events, its view of the room, and the queue
// of what it still owes to others; what was on its way to it comes again. Nobody misses anything
// in the end.
import { scenario } from "../sim/index.ts";

export const crashInSplit = scenario({
  name: "crash-in-split",
  about:
    "Charlie and Delta are split from Alpha and Bravo, and both crash after speaking to their " +
    "side. Charlie restarts during the split, Delta after it; their words and the others' all " +
    "arrive.",
  servers: ["alpha.test", "bravo.test", "charlie.test", "delta.test"],
  story: ({ user, room, after }) => {
    const alice = user("alice", "alpha.test");
    const bob = user("bob", "bravo.test");
    const chris = user("chris", "charlie.test");
    const dora = user("dora", "delta.test");
    const lab = room({ by: alice, admins: [bob], moderators: [chris, dora] });
    after("1s").do(alice.say(lab, "all set"));
    after("2s").partition(["alpha.test", "bravo.test"], ["charlie.test", "delta.test"]);
    after("3s").do(chris.say(lab, "Delta, do you read me?"), alice.setTopic(lab, "power failure"));
    after("4s").do(dora.setName(lab, "lab in the dark"));
    // Dora's word reaches Charlie before both go down; the way to the other side is cut.
    after("5s").crash("charlie.test").crash("delta.test");
    after("6s").do(chris.say(lab, "this is never said: the server is down"));
    after("8s").do(bob.setPowerLevel(lab, dora, 100), bob.say(lab, "they are both gone"));
    after("20s").restart("charlie.test");
    after("25s").do(chris.say(lab, "I am back, and alone"));
    after("60s").heal();
    after("61s").do(alice.say(lab, "Charlie, is that you?"));
    after("90s").restart("delta.test");
    after("95s").do(dora.say(lab, "what have I missed?"));
    after("20m").do(dora.setTopic(lab, "power is back"));
    after("21m").do(chris.say(lab, "all is well"));
  },
});
