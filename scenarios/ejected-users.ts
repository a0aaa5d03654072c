// Users are thrown out of a room by nobody. Charlie joins during a split, and so has the topic that Bob
// set before it as an outlier: the event, but no state at it. What Bob says on the other side stands on
// that topic. Synapse up to 1.15.1 asked its database whether it had the prev event, not whether it had a
// state there, and went on with no state at all: that of Bob's words was what they cite, and whoever is
// not cited was in dispute from then on. The rules have changed since they joined, so they are out:
// https://github.com/matrix-org/synapse/issues/7742 ("users mysteriously ejected from HQ", mended in 1.15.2).
// Bob says ten things because so many come with one /get_missing_events: an eleventh event would have
// been the topic, with the state in front of it.
import { scenario } from "../sim/index.ts";

export const ejectedUsers = scenario({
  name: "ejected-users",
  about:
    "Charlie's server takes an event that it only knows as part of a state for one whose state it knows. " +
    "From there the room is made of four events, and all who joined before it was closed are out.",
  servers: ["alpha.test", "bravo.test", "charlie.test"],
  story: ({ user, room, after, server }) => {
    server("charlie.test", { policy: "synapse-1.15" });
    const alice = user("alice", "alpha.test");
    const bob = user("bob", "bravo.test");
    const chris = user("chris", "charlie.test");
    const many = ["ann", "amy", "abe"].map((name) => user(name, "alpha.test"));
    const hall = room({ by: alice, admins: [bob], members: many });
    after("1s").do(bob.setTopic(hall, "the main hall"));
    after("10s").partition(["bravo.test"]);
    for (let n = 1; n <= 10; n++) after(`${20 + n}s`).do(bob.say(hall, `is anybody there? ${n}`));
    after("39s").do(alice.invite(hall, chris));
    after("40s").do(chris.join(hall, "alpha.test"));
    after("50s").do(alice.setJoinRule(hall, "invite"));
    after("1m").heal();
    after("12m").do(alice.say(hall, "Bob, we can hear you again"));
    after("13m").do(alice.say(hall, "is everybody still in?"));
  },
});
