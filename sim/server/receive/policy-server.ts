// Policy servers: a server of the room that signs what it recommends. Whoever sends an event asks for that
// signature first, and whoever gets one without it asks as well, before receipt check 7: what it does not
// sign is soft-failed. Which server that is says each server's own current state, so servers may differ.
// Spec v1.19, server-server API, "Policy Servers".
import { authorise } from "../../protocol/auth/index.ts";
import { signedText } from "../../protocol/event-hash.ts";
import type { Pdu } from "../../protocol/event.ts";
import { isObject } from "../../protocol/json.ts";
import type { EventIndex } from "../../protocol/room-graph.ts";
import { policyServerKeyId, signEvent } from "../../protocol/signing.ts";
import type { StateId } from "../../protocol/state.ts";
import type { OwnServer } from "../own-server.ts";
import { enter, signDraft, type Made } from "../send/make-event.ts";
import type { Draft } from "../send/draft.ts";
import { way, type Reason } from "../verdict.ts";
import type { InboxItem, Pending } from "../replica/pending.ts";
import type { Replica } from "../replica/replica.ts";
import { noAnswer, refusal, type Answer, type Refusal } from "../request.ts";
import { settle, type Settling } from "../settle/settle.ts";
import { policyType, type SharedRoom } from "../replica/shared-room.ts";

/** A room's policy server, and the key by which its signatures are known. */
export interface PolicyServer {
  readonly number: number;
  readonly name: string;
  readonly publicKey: string;
}

/** The policy server of a room as a server sees it; undefined where the room uses none. */
function policyServerOf(server: OwnServer, replica: Replica): PolicyServer | undefined {
  const { policySlot } = replica.shared;
  if (policySlot < 0 || !server.policy.asksPolicyServer) return undefined;
  const { graph } = replica;
  const event = graph.states.get(replica.current, policySlot);
  if (event < 0) return undefined;
  const { via: name, public_keys: keys } = graph.pdu(event).content;
  const publicKey = isObject(keys) ? keys.ed25519 : undefined;
  if (typeof name !== "string" || typeof publicKey !== "string") return undefined;
  const number = replica.shared.serverNamed(name);
  // Without a user in the room it has not agreed to be asked.
  if (number < 0 || !replica.shared.isJoined(replica.current, number)) return undefined;
  return { number, name, publicKey };
}

/** True for the one kind of event that a policy server is not asked about. */
function namesPolicyServer({ type, state_key }: Pick<Pdu, "type" | "state_key">): boolean {
  return type === policyType && state_key === "";
}

function isSignedBy(server: OwnServer, by: PolicyServer, { graph }: SharedRoom, pdu: Pdu): boolean {
  const signature = signatureOf(by, pdu);
  if (signature === undefined) return false;
  const message = signedText(pdu, graph.version);
  return server.ports.policyKeys.verify({ publicKey: by.publicKey, message, signature });
}

/** What stands on an event as the policy server's signature. */
function signatureOf({ name }: PolicyServer, { signatures }: Pdu): string | undefined {
  const own = isObject(signatures) ? signatures[name] : undefined;
  const signature = isObject(own) ? own[policyServerKeyId] : undefined;
  return typeof signature === "string" ? signature : undefined;
}

/** An event with the policy server's signature, or why there is none. */
type Signed =
  { readonly ok: true; readonly pdu: Pdu } | { readonly ok: false; readonly why: Reason };

/** Asks for the signature that an event lacks, and waits no longer than the policy says. */
export function askForSignature(
  server: OwnServer,
  { shared }: Replica,
  { pdu, by }: { pdu: Pdu; by: PolicyServer },
  then: (signed: Signed) => void,
): void {
  let isOpen = true;
  const take = (answer: Answer): void => {
    if (!isOpen) return;
    isOpen = false;
    if (!answer.ok) return then({ ok: false, why: unsignedBecause(by, answer) });
    const signed = "pdu" in answer ? answer.pdu : undefined;
    if (signed !== undefined && isSignedBy(server, by, shared, signed)) {
      return then({ ok: true, pdu: signed });
    }
    const misfit = refusal("M_FORBIDDEN", "the signature does not fit the key in the room's state");
    then({ ok: false, why: unsignedBecause(by, misfit) });
  };
  if (by.number === server.number) return take(serveSign(server, { room: shared, pdu }));
  server.ask(by.number, { room: shared, kind: "sign", pdu }, take);
  const { signTimeoutMs, requestTimeoutMs } = server.policy;
  if (signTimeoutMs >= requestTimeoutMs) return;
  server.later(server.ports.now() + signTimeoutMs, () => take(noAnswer));
}

/** /sign: the event with the policy server's signature. What it looks at is its own affair. */
export function serveSign(
  server: OwnServer,
  { room, pdu }: { room: SharedRoom; pdu: Pdu },
): Answer {
  if (server.refusedWords === undefined) {
    return refusal("M_UNRECOGNIZED", `${server.name} is no policy server`);
  }
  const said = JSON.stringify(pdu.content).toLowerCase();
  if (server.refusedWords.some((word) => said.includes(word.toLowerCase()))) {
    return refusal("M_FORBIDDEN", "the event is taken for spam");
  }
  const signer = server.ports.policyKeys.signer(server.number);
  return { ok: true, events: [], pdu: signEvent(pdu, room.graph.version, signer) };
}

/** Settles an event that another server sent, after the policy server was asked where it has to be. */
export function settleSigned(
  server: OwnServer,
  replica: Replica,
  item: InboxItem,
  reported: StateId,
): void {
  const { event, via } = item;
  const pdu = replica.shared.graph.pdu(event);
  const by = via === way.join ? undefined : signerLacking(server, replica, pdu);
  if (by !== undefined) return settleOnceAsked(server, replica, { item, reported, pdu, by });
  settle(server, replica, { event, via, reported });
  item.then?.();
}

/** As `settleSigned`, of an event that lacks the policy server's signature. */
function settleOnceAsked(
  server: OwnServer,
  replica: Replica,
  { item, reported, pdu, by }: { item: InboxItem; reported: StateId; pdu: Pdu; by: PolicyServer },
): void {
  const { event, via } = item;
  const end = (answer: Pick<Settling, "unsigned" | "policySignature">): void => {
    settle(server, replica, { event, via, reported, ...answer });
    item.then?.();
  };
  const pending: Pending = { item, prevs: [], states: [], reported };
  replica.waiting = pending;
  askForSignature(server, replica, { pdu, by }, (result) => {
    if (replica.waiting !== pending) return;
    replica.waiting = undefined;
    // The server's own users may have named another policy server in the meantime.
    const now = policyServerOf(server, replica);
    if (now?.name !== by.name || now.publicKey !== by.publicKey) {
      settleSigned(server, replica, item, reported);
    } else if (result.ok) {
      server.ports.countersigned?.(replica.shared, event, result.pdu);
      end({ policySignature: signatureOf(by, result.pdu) });
    } else {
      end({ unsigned: result.why });
    }
    server.drain(replica);
  });
}

/** The room's policy server, if an event of others lacks its signature and needs one. */
export function signerLacking(
  server: OwnServer,
  replica: Replica,
  pdu: Pdu,
): PolicyServer | undefined {
  const by = policyServerOf(server, replica);
  if (by === undefined || namesPolicyServer(pdu)) return undefined;
  return isSignedBy(server, by, replica.shared, pdu) ? undefined : by;
}

function unsignedBecause({ name }: PolicyServer, { errcode, error }: Refusal): Reason {
  const detail = `${name} does not sign it: ${errcode}: ${error}`;
  const spec = "server-server-api#validating-policy-server-signatures";
  return { check: 7, rule: "policy-server", spec, detail };
}

export type Sent = Made | { readonly ok: false; readonly why: string };

/**
 * The policy server whose signature a new event needs before it is sent; undefined where none does, and
 * where the server errs on purpose and does without.
 */
export function signerWanted(
  server: OwnServer,
  replica: Replica,
  { type, stateKey }: Pick<Draft, "type" | "stateKey">,
): PolicyServer | undefined {
  if (server.lies.skipsPolicyServer === true) return undefined;
  if (type === policyType && stateKey === "") return undefined;
  if (type === "m.room.member" && !server.policy.asksAboutMemberships) return undefined;
  return policyServerOf(server, replica);
}

/** Makes an event and sends it once the policy server has signed it. */
export function sendSigned(
  server: OwnServer,
  replica: Replica,
  { draft, by }: { draft: Draft; by: PolicyServer },
  done: (sent: Sent) => void,
): void {
  const { shared } = replica;
  const { graph } = shared;
  const { pdu, id, before } = signDraft(server, replica, draft);
  // The trial has an ID of its own: the first PDU of an ID stays, and this one lacks a signature.
  const trial: EventIndex = graph.add(`trial of ${id}`, pdu);
  const verdict = authorise(replica.graph, trial, before, replica.lens.states.dialect);
  if (!verdict.ok) return done({ ok: false, verdict });
  askForSignature(server, replica, { pdu, by }, (result) => {
    if (!result.ok) return done({ ok: false, why: result.why.detail });
    const event = graph.add(id, result.pdu);
    enter(server, replica, event);
    server.publish(replica, event, before);
    done({ ok: true, event, before });
  });
}
