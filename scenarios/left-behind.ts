// A server whose only user the resolution removes, and which nobody tells. While the room is split, Dora
// joins on one side and the other side closes the door. When both meet, the closed door comes first
// and her join does not pass: for all others her server is not in the room any more, so it gets
// nothing, not even the events that would tell it so. It goes on by itself, and what it sends is
// soft-failed. The recorded rooms of real Synapses show the same; see also
// https://github.com/matrix-org/matrix-spec/issues/1209 (clients that drift from their server's state).
import { scenario } from "../sim/index.ts";

export const leftBehind = scenario({
  name: "left-behind",
  about:
    "Dora joins on one side of a split, and the other side makes the room invite-only. After the heal " +
    "her join is void, and nobody tells her server, which is left behind with a room of its own.",
  servers: ["alpha.test", "bravo.test", "charlie.test", "delta.test"],
  story: ({ user, room, after }) => {
    const alice = user("alice", "alpha.test");
    const bob = user("bob", "bravo.test");
    const chris = user("chris", "charlie.test");
    const dora = user("dora", "delta.test");
    const salon = room({ by: alice, admins: [bob], members: [chris] });
    after("1s").do(alice.say(salon, "come in, everybody"));
    after("2s").partition(["alpha.test"], ["bravo.test", "charlie.test", "delta.test"]);
    after("4s").do(alice.setJoinRule(salon, "invite"));
    after("8s").do(dora.join(salon, "bravo.test"));
    after("10s").do(dora.say(salon, "hello from outside"), bob.say(salon, "welcome, Dora"));
    after("30s").heal();
    after("12m").do(alice.say(salon, "was somebody at the door?"));
    after("13m").do(bob.say(salon, "Dora, are you there?"));
    after("14m").do(dora.say(salon, "of course I am"));
    after("15m").do(chris.setTopic(salon, "guests"), alice.setTopic(salon, "who is Dora?"));
    after("16m").do(dora.say(salon, "why does nobody answer?"));
  },
});
