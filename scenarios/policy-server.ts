// A room with a policy server, which signs what it recommends; what it does not sign is soft-failed. Bravo
// sends without asking it. Whoever gets such an event asks in its place, so spam is stopped all the same; but
// who cannot reach the policy server stops everything, and is itself silenced towards those it can reach. Nor
// does anybody come in through it: a join is shown to the policy server by the server through which it comes.
// https://github.com/matrix-org/matrix-spec-proposals/pull/4284, since v1.18 of the specification. The check
// goes by each server's own current state and by what it can reach, and is made once: what Charlie has
// soft-failed its users never see, though the topic stands in its state as well in the end.
import { scenario } from "../sim/index.ts";
import { trio, trioOn } from "./cast/trio.ts";

export const policyServer = scenario({
  name: "policy-server",
  about:
    "Bravo does not ask the room's policy server. The others ask for it, but Charlie cannot reach it: it " +
    "soft-fails what everybody else sees, Chris cannot say a word, and nobody comes in through it.",
  servers: [...trio, "policy.test", "delta.test"],
  story: (stage) => {
    const { user, room, after, server } = stage;
    const { alice, bob, chris } = trioOn(stage);
    const pia = user("pia", "policy.test");
    const dora = user("dora", "delta.test");
    server("policy.test", { policyServer: { refuses: ["cheap pills"] } });
    const hall = room({ by: alice, admins: [bob], members: [chris, pia] });
    after("1s").do(alice.setPolicyServer(hall, "policy.test"));
    after("10s").do(bob.say(hall, "hello"));
    after("20s").do(chris.say(hall, "cheap pills, from Chris"));
    after("30s").fault("policy-server-skipped", { servers: ["bravo.test"] }, "10m");
    after("40s").do(bob.say(hall, "cheap pills, from Bob"));
    const pair = ["charlie.test", "policy.test"] as const;
    after("1m").cut(pair, [pair[1], pair[0]]);
    after("2m").do(bob.setTopic(hall, "what Bob likes"), bob.say(hall, "do you like it?"));
    after("4m").do(chris.say(hall, "can you hear me?"));
    after("5m").do(dora.join(hall, "charlie.test"));
    after("7m").do(dora.join(hall, "alpha.test"));
    after("10m").heal();
    after("15m").do(alice.say(hall, "we are all back"), chris.say(hall, "at last"));
  },
});
