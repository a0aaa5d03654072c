// A server goes on with half of a state. Charlie is away for so long that a gap is left. The state in
// front of it is reported by /state_ids, and what is unknown of it is fetched by single /event requests,
// for it is less than a tenth. One of these fails; Synapse goes on without it, and from then on
// Charlie sees another room than the others: https://github.com/element-hq/synapse/issues/18877. Had more
// been missing, one /state would have brought all of it or nothing, which is the choice that
// https://github.com/element-hq/synapse/issues/18879 discusses. Found between three real servers.
import { scenario } from "../sim/index.ts";
import { forgetfulTrio, trioOn } from "./cast/trio.ts";

export const halfAState = scenario({
  name: "half-a-state",
  about:
    "Charlie comes back to a gap and fetches the state event by event. One of them cannot be had, so " +
    "it goes on without: for Charlie the room has no topic from then on.",
  ...forgetfulTrio,
  story: (stage) => {
    const { user, room, after } = stage;
    const { alice, bob, chris } = trioOn(stage);
    const many = Array.from({ length: 40 }, (_, n) => user(`ann${n}`, "alpha.test"));
    const hall = room({ by: alice, admins: [bob], members: [chris, ...many], founding: "instant" });
    after("10s").fault("isolate", { servers: ["charlie.test"] }, "2h");
    after("1m").do(alice.setName(hall, "the hall"), bob.setTopic(hall, "all that Chris misses"));
    after("2m").do(alice.setState(hall, { type: "org.example.note", content: { text: "a note" } }));
    for (let n = 1; n <= 14; n++) after(`${n * 8}m`).do(bob.say(hall, `minutes, page ${n}`));
    // The one event that cannot be fetched: all other requests are answered.
    const unfetchable = { type: "m.room.topic", servers: ["alpha.test", "bravo.test"] };
    after("119m").fault("withheld-auth", unfetchable, "30m");
    after("121m").do(chris.say(hall, "I am back"));
    after("122m").do(bob.say(hall, "you missed fourteen pages"));
    after("130m").do(bob.say(hall, "did you find the note?"));
    after("4h").do(chris.say(hall, "which note?"));
  },
});
