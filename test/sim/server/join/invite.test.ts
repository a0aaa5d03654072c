// Invitations where the room has a policy server: who shows them to it, and when. What the invited server does
// with one is in handshake.test.ts.
import { expect, test } from "vitest";
import type { Pdu } from "../../../../sim/protocol/event.ts";
import { eve, gate } from "../gate.ts";
import { a, b, bob, d, type Town } from "../harness.ts";

const kinds = (town: Town) => town.flights.map(({ kind }) => kind);
const signatures = (town: Town, event: number) => Object.keys(town.pdu(event).signatures ?? {});

test("by the text an invitation is signed before the invited server sees it; Synapse leaves it to others", () => {
  const text = gate({ asksAboutMemberships: true });
  const deed = text.begin(bob, { kind: "invite", target: eve });
  expect(kinds(text)).toEqual(["sign"]);
  text.run({ kind: "sign" });
  const [invitation] = text.flying({ kind: "invite" });
  expect(Object.keys((invitation.request as { pdu: Pdu }).pdu.signatures ?? {}).sort()).toEqual([
    "b.test",
    "d.test",
  ]);
  text.run();
  expect(deed.result).toMatchObject({ result: "ok" });
  expect(text.membership(a, eve)).toBe("invite");

  const synapse = gate();
  const other = synapse.begin(bob, { kind: "invite", target: eve });
  expect(kinds(synapse)).toEqual(["invite"]);
  synapse.run({ kind: "invite" });
  const { event } = other.result as { event: number };
  expect(signatures(synapse, event).sort()).toEqual(["b.test", "e.test"]);
  synapse.run({ kind: "send" });
  expect(kinds(synapse)).toEqual(["sign"]);
  synapse.run();
  expect(synapse.verdict(a, event)).toBe("accepted");
});

test("by the text an invitation that the policy server refuses is not sent", () => {
  const town = gate({ asksAboutMemberships: true });
  town.servers[d].refusedWords = ["invite"];
  const deed = town.begin(bob, { kind: "invite", target: eve });
  town.run();
  expect(deed.result).toMatchObject({ result: "refused" });
  expect(town.membership(b, eve)).toBeUndefined();
});
