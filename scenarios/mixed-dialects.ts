// Two servers of one kind and one of another, and nobody does anything wrong. On one side of a split
// an administrator bans a moderator, on the other the moderator closes the room. By the text the more
// powerful sender's event comes first, so the ban stands and what the banned one did does not.
// gomatrixserverlib builds the order from its end: there both stand. Nothing that is sent afterwards
// tells anybody that the join rules differ. `rashomon mixed` counts how often that happens.
import { scenario } from "../sim/index.ts";

export const mixedDialects = scenario({
  name: "mixed-dialects",
  about:
    "Alice bans the moderator Cat, who closes the room on the other side of a split. Servers that " +
    "order power events differently part over it for good, with nobody at fault.",
  servers: ["alpha.test", "bravo.test", "charlie.test"],
  roomVersion: "11",
  checks: ["converges", "auth-held", "well-formed"],
  story: ({ user, room, after, server }) => {
    const alice = user("alice", "alpha.test");
    const cat = user("cat", "bravo.test");
    const dora = user("dora", "charlie.test");
    const hall = room({ by: alice, moderators: [cat], members: [dora] });
    server("charlie.test", { dialect: "gomatrixserverlib" });
    after("1s").partition(["alpha.test"], ["bravo.test", "charlie.test"]);
    after("2s").do(alice.ban(hall, cat));
    after("3s").do(cat.setJoinRule(hall, "invite"));
    after("30s").heal();
    after("20m").do(alice.say(hall, "that is settled, then"));
    after("21m").do(dora.say(hall, "is it?"));
  },
});
