// Two admins fight over a room on two sides of a split. Equals cannot take power from each other,
// so they go for each other's seconds, and what decides is who first raises a friend to the
// admins' own level: every concurrent change of the levels that does not know of it would take
// that friend's power away, and is refused in the replay. "First" is what the senders' servers
// claim: Bob acts earlier, but his server's clock runs ahead. After the heal each side soft-fails
// all that the other did, so by themselves the two never meet; it takes a word of a bystander. In
// the end the founder orders both admins back, which only a creator since room version 12 has the
// rank for.
import { scenario } from "../sim/index.ts";

export const powerDuel = scenario({
  name: "power-duel",
  about:
    "Alice and Bob are both admins. A split parts them, and each strips the other's second, " +
    "raises their own to full power and closes the room to the other side. The earlier " +
    "timestamp wins all.",
  servers: ["alpha.test", "bravo.test", "charlie.test", "founder.test"],
  story: ({ user, room, after, server }) => {
    const fiona = user("fiona", "founder.test");
    const alice = user("alice", "alpha.test");
    const anna = user("anna", "alpha.test");
    const bob = user("bob", "bravo.test");
    const bert = user("bert", "bravo.test");
    const chris = user("chris", "charlie.test");
    const hall = room({
      by: fiona,
      admins: [alice, bob],
      moderators: [anna, bert],
      members: [chris],
    });
    server("bravo.test", { clockOffsetMs: 4000 });
    after("1s").partition(["alpha.test", "charlie.test"], ["bravo.test", "founder.test"]);
    // Round 0: refused on the spot on either side, and in every room version: they are equals.
    after("2s").do(alice.setPowerLevel(hall, bob, 0), bob.setPowerLevel(hall, alice, 0));
    // Round 1: moderators stand below the admins, so both are stripped, each on the other's side.
    after("3s").do(alice.setPowerLevel(hall, bert, 0), bob.setPowerLevel(hall, anna, 0));
    // Round 2 decides: Bob is a second ahead of Alice, and by the timestamps three behind her.
    after("5s").do(bob.setPowerLevel(hall, bert, 100));
    after("6s").do(alice.setPowerLevel(hall, anna, 100));
    // Round 3: each closes the room to all who are not on top, and the seconds make use of it.
    after("10s").do(alice.changeLevels(hall, { state_default: 75 }));
    after("10s").do(bob.changeLevels(hall, { state_default: 100, invite: 100 }));
    after("12s").do(anna.setTopic(hall, "Alice's hall"), bert.setTopic(hall, "Bob's hall"));
    // Without this message the two sides would stay apart until somebody neutral speaks.
    after("14s").do(chris.say(hall, "who is in charge here?"));
    after("30s").heal();
    // Both sides are heard again by then, whatever back-off the split has left behind.
    after("20m").do(bert.setTopic(hall, "still Bob's hall"), anna.setTopic(hall, "it is settled"));
    after("21m").do(fiona.setPowerLevel(hall, alice, 50));
    after("22m").do(fiona.setPowerLevel(hall, bob, 50));
  },
});
