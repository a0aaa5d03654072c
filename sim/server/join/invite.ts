// Invitations to users of other servers, which sign them as well, from both sides. Where the policy wants
// that, the room's policy server signs first.
// Spec v1.19, server-server API, "Inviting to a room".
import { authorise } from "../../protocol/auth/index.ts";
import { eventId } from "../../protocol/event-hash.ts";
import { serverOf, type Pdu } from "../../protocol/event.ts";
import { signEvent } from "../../protocol/signing.ts";
import type { ActionResult } from "../action.ts";
import type { OwnServer } from "../own-server.ts";
import { enter, signDraft } from "../send/make-event.ts";
import type { Draft } from "../send/draft.ts";
import { askForSignature, signerWanted } from "../receive/policy-server.ts";
import type { Replica } from "../replica/replica.ts";
import { refusal, type Answer } from "../request.ts";
import type { SharedRoom } from "../replica/shared-room.ts";

/** Shows an invitation to the invited user's server, and sends it once that has signed it. */
export function sendInvitation(
  server: OwnServer,
  replica: Replica,
  { draft, home }: { draft: Draft; home: number },
  done: (result: ActionResult) => void,
): void {
  const { graph } = replica.shared;
  const { pdu, id, before } = signDraft(server, replica, draft);
  // The trial has an ID of its own: the first PDU of an ID stays, and this one has one signature.
  const trial = graph.add(`trial of ${id}`, pdu);
  const verdict = authorise(replica.graph, trial, before, replica.lens.states.dialect);
  if (!verdict.ok) {
    return done({ result: "refused", why: `rule ${verdict.rule}: ${verdict.detail}` });
  }
  const show = (shown: Pdu): void =>
    server.ask(home, { room: replica.shared, kind: "invite", pdu: shown }, (answer) => {
      if (!answer.ok) return done({ result: "failed", why: `${answer.errcode}: ${answer.error}` });
      const signed = "pdu" in answer ? answer.pdu : undefined;
      if (signed === undefined || eventId(signed, graph.version) !== id) {
        const whose = serverOf(draft.stateKey ?? "");
        return done({ result: "failed", why: `${whose} has signed something else` });
      }
      const event = graph.add(id, signed);
      enter(server, replica, event);
      server.publish(replica, event, before);
      done({ result: "ok", event });
    });
  const by = signerWanted(server, replica, draft);
  if (by === undefined) return show(pdu);
  askForSignature(server, replica, { pdu, by }, (signed) => {
    if (signed.ok) show(signed.pdu);
    else done({ result: "refused", why: signed.why.detail });
  });
}

/** An invitation from outside: signed, and remembered for the join that may follow. */
export function serveInvite(
  server: OwnServer,
  from: number,
  request: { room: SharedRoom; pdu: Pdu },
): Answer {
  const { room, pdu } = request;
  if (serverOf(pdu.state_key ?? "") !== server.name) {
    return refusal("M_INVALID_PARAM", `${pdu.state_key} is not a user of ${server.name}`);
  }
  server.invitedBy.set(room.number, from);
  const signer = server.ports.signer(server.number);
  return { ok: true, events: [], pdu: signEvent(pdu, room.graph.version, signer) };
}
