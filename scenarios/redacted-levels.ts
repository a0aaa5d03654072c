// Who may invite, told in half. The room shows its history from the join on, so a server that comes in on one
// side of a split gets what the other side said before it knew of that in redacted form, although it is the
// room's state from now on. Up to version 10 redaction takes the level for invitations out of power levels:
// the server goes by the default, lets a guest invite, and is alone with that, for all others reject it. Version
// 11 keeps the level in redacted events (MSC3821), and the guest is refused at home.
// https://github.com/matrix-org/matrix-spec-proposals/pull/3821; that servers redact for servers is Synapse's
// reading, as in `hidden-history`. What the redacted copy misses stays missing: its ID is the same, so nobody
// ever sends the whole event again.
import { recorded, scenario, sometimes } from "../sim/index.ts";
import { trio, trioOn } from "./cast/trio.ts";

export const redactedLevels = scenario({
  name: "redacted-levels",
  about:
    "Charlie comes in through Bravo while Alpha, cut off, keeps invitations for admins. Charlie gets those " +
    "power levels redacted. Up to version 10 it lets Chris invite Dora, whom nobody else sees come.",
  servers: [...trio, "delta.test"],
  expect: [sometimes("power levels come redacted", recorded("arrive", { redacted: true }))],
  story: (stage) => {
    const { user, room, after } = stage;
    const { alice, bob, chris } = trioOn(stage);
    const dora = user("dora", "delta.test");
    const den = room({ by: alice, admins: [bob], joinRule: "invite" });
    const content = { history_visibility: "joined" };
    after("1s").do(alice.setState(den, { type: "m.room.history_visibility", content }));
    after("10s").partition(["alpha.test"]);
    after("20s").do(alice.changeLevels(den, { invite: 100 }));
    after("25s").do(bob.invite(den, chris));
    after("30s").do(chris.join(den, "bravo.test"));
    after("1m").heal();
    after("20m").do(bob.say(den, "welcome, Chris"));
    after("25m").do(chris.invite(den, dora));
    after("26m").do(dora.join(den, "charlie.test"));
    after("30m").do(dora.say(den, "thanks for having me"), bob.say(den, "who are you talking to?"));
  },
});
