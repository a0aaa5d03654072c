// A security incident: an exchange, a response firm and a wallet provider share a room when an
// account of the wallet provider turns out to be stolen, and while the provider is cut off for two
// minutes the others ban the account and take its power. Measured: until when it could act, and
// where. The ban reaches the provider not when the cut ends but when the exchange tries again,
// minutes later. What the account did behind the cut is void everywhere once the sides meet, even
// what by the clock came before the ban, for power events are replayed first; what it did before
// the cut stays, and somebody has to clean it up by hand.
import { exposure, exposureText, scenario } from "../sim/index.ts";

const stolen = "@ops:wallet.test";

export const incidentRoom = scenario({
  name: "incident-room",
  about:
    "A stolen account of a wallet provider is banned while the provider is cut off. It goes on " +
    "acting there until the ban arrives; the report says for how long, and what of it remains.",
  servers: ["exchange.test", "responders.test", "wallet.test"],
  story: ({ user, room, after }) => {
    const elena = user("elena", "exchange.test");
    const rita = user("rita", "responders.test");
    const ops = user("ops", "wallet.test");
    const wendy = user("wendy", "wallet.test");
    const bridge = room({
      by: elena,
      admins: [rita],
      moderators: [ops],
      members: [wendy],
      joinRule: "invite",
    });
    const payout = (address: string) => ({ type: "test.wallet.payout", content: { address } });
    // Had the stolen account set this one, none would be left in the end, in any room version: the
    // slot is in dispute, and neither value passes once its setter is banned.
    after("1s").do(elena.setState(bridge, payout("an address of the exchange")));
    after("2s").do(elena.say(bridge, "withdrawals are paused"), wendy.say(bridge, "seen"));
    // The thief is at work already, but nobody has noticed yet: this one will stay.
    after("3s").do(ops.setTopic(bridge, "for refunds write to @ops:wallet.test"));
    after("5s").partition(["wallet.test"], ["exchange.test", "responders.test"]);
    after("8s").do(ops.setState(bridge, payout("an address of the thief")));
    after("10s").do(elena.setPowerLevel(bridge, ops, 0));
    after("11s").do(elena.ban(bridge, ops));
    after("12s").do(rita.say(bridge, "that account is stolen, and banned"));
    after("30s").do(ops.say(bridge, "please use the new address"));
    after("60s").do(ops.setState(bridge, payout("another address of the thief")));
    after("90s").do(wendy.say(bridge, "is this right, Elena?"));
    after("2m").heal();
    // The wires work again, but the servers that failed to reach each other wait ten minutes.
    after("5m").do(ops.say(bridge, "yes, it is right"));
    after("20m").do(ops.say(bridge, "trust me"));
    after("21m").do(elena.say(bridge, "that account was stolen, it was not us"));
    after("22m").do(wendy.say(bridge, "understood"));
  },
  report: (records) => exposureText(exposure(records, { user: stolen })),
});
