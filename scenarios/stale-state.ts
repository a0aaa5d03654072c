// A server that lost track of a room asks another for the state, and is given an old join rule
// beside the news that whoever set the rules has left (MSC4297, "Problem A"). State resolution up
// to room version 11 starts from what is undisputed, and there the setter is gone: neither rule
// passes, and the room has no join rule at all. Since version 12 it starts from nothing, replays
// what the rules cite, and keeps the newer one. The gap is an ordinary one: after an hour of
// failures Synapse drops the queue for a server and later sends it the newest events only. What
// was said in between stays missing until somebody scrolls back, so `delivery` is not asked.
import { scenario } from "../sim/index.ts";

export const staleState = scenario({
  name: "stale-state",
  about:
    "Charlie is away for two hours and comes back to a gap. Bravo, asked for the state there, " +
    "answers with a join rule of long ago. Up to version 11 the room loses its join rules at " +
    "Charlie.",
  servers: ["alpha.test", "bravo.test", "charlie.test", "delta.test"],
  checks: ["converges", "auth-held", "no-state-reset", "well-formed"],
  story: ({ user, room, after }) => {
    const alice = user("alice", "alpha.test");
    const bob = user("bob", "bravo.test");
    const chris = user("chris", "charlie.test");
    const dora = user("dora", "delta.test");
    const club = room({ by: alice, admins: [bob], members: [chris, dora] });
    after("1s").do(alice.setJoinRule(club, "invite"));
    after("2s").do(alice.leave(club));
    after("4s").do(chris.say(club, "she has left the keys with you, Bob"));
    after("10s").partition(["charlie.test"]);
    after("20s").staleState("bravo.test", { room: club, type: "m.room.join_rules" });
    // Retries wait 10, 20, 40 and then 80 minutes: more than an hour, and the queue is dropped.
    for (let n = 1; n <= 12; n++) after(`${n * 9}m`).do(bob.say(club, `minutes, page ${n}`));
    after("2h").heal();
    // Chris is heard again, which ends the wait: Bravo sends its newest events, over the gap.
    after("121m").do(chris.say(club, "is anybody there?"));
    after("122m").do(dora.say(club, "we are"), bob.say(club, "you missed twelve pages"));
    after("123m").do(chris.say(club, "who may come in, these days?"));
  },
});
