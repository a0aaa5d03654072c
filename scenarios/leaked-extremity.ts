// An end of the room that is none. Charlie has Bob's "before the silence" as its last event when it is cut off.
// Afterwards it gets the newest events, a gap stays, and the state in front of it is asked for: so Alice's
// topic, which stands right on Bob's words, comes as a part of a state, an outlier. When Chris scrolls back it
// finds its place, but what comes by backfill moves no ends: Bob's words stay a forward extremity, though everything
// lies behind them, and each state of the room is resolved with theirs until Chris says something.
// https://github.com/matrix-org/synapse/issues/6607 (forward extremities leak where an outlier is taken in later).
import { scenario } from "../sim/index.ts";
import { trio, trioOn } from "./cast/trio.ts";

export const leakedExtremity = scenario({
  name: "leaked-extremity",
  about:
    "Charlie gets a topic as part of a state and later, by scrolling back, as an event of its own. What the topic " +
    "stands on stays a forward extremity there, with all of the room behind it.",
  servers: trio,
  policy: "synapse",
  story: (stage) => {
    const { room, after } = stage;
    const { alice, bob, chris } = trioOn(stage);
    const hall = room({ by: alice, admins: [bob], members: [chris] });
    after("5s").do(bob.say(hall, "before the silence"));
    after("10s").fault("isolate", { servers: ["charlie.test"] }, "2h");
    after("1m").do(alice.setTopic(hall, "all that Chris misses"));
    // More than get_missing_events tells.
    for (let n = 1; n <= 14; n++) after(`${n * 8}m`).do(bob.say(hall, `minutes, page ${n}`));
    after("122m").do(bob.say(hall, "welcome back, Chris"));
    after("200m").do(chris.scrollBack(hall, "bravo.test"));
  },
});
