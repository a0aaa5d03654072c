// A banned server that never learns it. Both users of Delta are banned while it is cut off, and it is cut
// off for so long that the others stop keeping what they owe it. Afterwards it is sent the last thing
// that was meant for it, the second ban; but that stands on events that it lacks, and who is not in the
// room any more gets no answer to /get_missing_events nor /state_ids. So Delta refuses its own ban, and
// later events are not meant for it. It goes on in a room of its own, and all others soft-fail what it
// says. The recorded room `mixed-v10` of real Synapses ends like that; compare
// https://github.com/matrix-org/matrix-spec/issues/1209, of clients that drift from the room in the same way.
import { scenario } from "../sim/index.ts";

export const bannedInTheDark = scenario({
  name: "banned-in-the-dark",
  about:
    "Delta is banned while it is cut off for hours. When the links work again the ban reaches it, but " +
    "nobody gives a banned server what the ban stands on, so it never believes that it is out.",
  servers: ["alpha.test", "bravo.test", "delta.test"],
  policy: "synapse-to-the-letter",
  story: ({ user, room, after }) => {
    const alice = user("alice", "alpha.test");
    const bob = user("bob", "bravo.test");
    const dora = user("dora", "delta.test");
    const dan = user("dan", "delta.test");
    const salon = room({ by: alice, admins: [bob], members: [dora, dan] });
    after("10s").partition(["delta.test"]);
    for (let n = 1; n <= 16; n++) after(`${n * 5}m`).do(alice.say(salon, `where is Dora? ${n}`));
    after("90m").do(dora.say(salon, "where is everybody?"));
    after("91m").do(alice.ban(salon, dora));
    after("92m").do(alice.ban(salon, dan), alice.setTopic(salon, "without Delta"));
    after("3h").heal();
    after("6h").do(alice.say(salon, "peace at last"), bob.say(salon, "indeed"));
    after("7h").do(dora.say(salon, "there you are!"), dan.say(salon, "hello!"));
    after("8h").do(dora.say(salon, "do you not hear me?"));
    after("9h").do(alice.say(salon, "still quiet"));
  },
});
