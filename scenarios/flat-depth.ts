// A server that does not count. Alpha claims the same depth for all its events. Synapse asks for what is
// missing in front of an event only if that is deeper than the least deep one it has, for history from
// before a join is not wanted; so where depth does not grow a gap is never filled, and all that is pushed
// over it is refused: "Your server isn't divulging details about prev_events referenced in this event".
// https://github.com/element-hq/synapse/issues/15320 (open). It begins with a join, because Alice speaks
// while Bob's join is on its way: her word goes to those who were in the room, and Bob was not.
import { scenario } from "../sim/index.ts";
import { trio, trioOn } from "./cast/trio.ts";

export const flatDepth = scenario({
  name: "flat-depth",
  about:
    "All events of Alpha claim the same depth. Bob joins while Alice is speaking, his server never asks " +
    "for the word it missed, and refuses everything that she says from then on.",
  servers: trio,
  policy: "synapse-to-the-letter",
  delay: { kind: "uniform", minMs: 45, maxMs: 55 },
  // Not `well-formed`, for the depths are not.
  checks: ["converges", "auth-held", "no-state-reset", "delivery"],
  nudges: 0,
  story: (stage) => {
    const { room, after } = stage;
    const { alice, bob, chris } = trioOn(stage);
    const cafe = room({ by: alice, members: [chris] });
    after("1s").fault("depth-lie", { depth: 1, servers: ["alpha.test"] });
    after("10s").do(alice.say(cafe, "this is event one"));
    after("20s").do(bob.join(cafe, "alpha.test"));
    // After the template was handed out, and before the join is in the room.
    after("20.12s").do(alice.say(cafe, "who comes there?"));
    for (let n = 1; n <= 5; n++) after(`${n}m`).do(alice.say(cafe, `can you read this, Bob? ${n}`));
    after("6m").do(alice.setTopic(cafe, "Bob cannot read this"));
  },
});
