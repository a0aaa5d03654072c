// The part of auth-held that judges receipt check 7, both ways: what a server took in must have the signature
// of the policy server that its current state names, on the event itself or as the answer to a question of its
// own; and what it soft-failed for want of one must really lack it. Whether the policy server would have
// signed is that server's own affair, and no trace tells. Rooms without a policy server cost nothing.
// Spec v1.19, server-server API, "Validating Policy Server signatures".
import { signedText } from "../../../protocol/event-hash.ts";
import { isObject } from "../../../protocol/json.ts";
import type { EventIndex, RoomGraph } from "../../../protocol/room-graph.ts";
import { policyServerKeyId } from "../../../protocol/signing.ts";
import type { StateId } from "../../../protocol/state.ts";
import type { ArriveRecord } from "../../../trace/records.ts";
import { graspIn } from "../../view/arrival-columns.ts";
import type { PolicySignatureHolds } from "../../check.ts";
import type { Findings } from "../../findings.ts";
import type { Residents } from "../../view/residents.ts";
import { grasp } from "../../view/grasp.ts";
import type { RoomTrace } from "../../view/room-trace.ts";
import type { TraceView } from "../../view/trace-view.ts";
import { inRoom, nameEvent } from "../../wording.ts";

const policyType = "m.room.policy";
const section = "check 7, server-server-api#validating-policy-server-signatures";

/** Judges every event that a server took in, or soft-failed unsigned, in rooms with a policy server. */
export function judgeSignatures(
  view: TraceView,
  broken: Findings,
  holds: PolicySignatureHolds | undefined,
): void {
  const judges = view.rooms.map((room) =>
    room !== undefined && isPoliced(room) ? new SignatureJudge(view, room, holds) : undefined,
  );
  if (judges.every((judge) => judge === undefined)) return;
  for (let server = 0; server < view.arrivals.length; server++) {
    if (view.meta.servers[server].asksPolicyServer === false) continue;
    const { events } = view.columns[server];
    // Changes of policy may overlap, so who once ceased to ask is not judged from there on.
    const judged = Math.min(events.length, view.ceasedAsking.get(server) ?? Infinity);
    for (let n = 0; n < judged; n++) {
      judges[view.roomNumberOf(events[n])]?.take({ server, n }, broken);
    }
  }
}

/** True if any event of the room names a policy server. */
function isPoliced({ graph }: RoomTrace): boolean {
  const slot = graph.slotOf(policyType, "");
  for (let event = 0; event < graph.count; event++) if (graph.slot(event) === slot) return true;
  return false;
}

/** A room's policy server as a state names it. */
interface Named {
  readonly via: string;
  readonly publicKey: string;
}

class SignatureJudge {
  readonly #view: TraceView;
  readonly #room: RoomTrace;
  readonly #holds: PolicySignatureHolds | undefined;
  readonly #residents: Residents;
  /** By key and signature, then by event. */
  readonly #valid = new Map<string, Map<EventIndex, boolean>>();
  /** The room's events as the server at hand has them. */
  #graph: RoomGraph;

  constructor(view: TraceView, room: RoomTrace, holds: PolicySignatureHolds | undefined) {
    this.#view = view;
    this.#room = room;
    this.#holds = holds;
    this.#residents = room.residents();
    this.#graph = room.graph;
  }

  /** Takes the n-th arrival at a server. */
  take({ server, n }: { server: number; n: number }, broken: Findings): void {
    const { traits, standings } = this.#view.columns[server];
    const value = graspIn(traits[n]);
    if ((value !== grasp.accepted && value !== grasp.softFailed) || standings[n] < 0) return;
    const arrival = this.#view.arrivals[server][n];
    const state = this.#room.state(standings[n]);
    if (state < 0) return;
    this.#graph = this.#room.readings.of(server).graph;
    const problem =
      value === grasp.accepted ? this.#taken(arrival, state) : this.#failed(arrival, state);
    if (problem === undefined) return;
    const text = () => {
      const where = `${this.#view.serverNames[server]} was wrong at ${arrival.atMs} ms`;
      return `${where}${inRoom(this.#view, this.#room)}: ${problem} (${section})`;
    };
    broken.add(text, { events: [arrival.event], servers: [server] });
  }

  /** What is wrong with an event that was taken in. */
  #taken({ via, event: traceIndex, policySignature }: ArriveRecord, state: StateId) {
    if (via === "own" || via === "join" || via === "state") return undefined;
    const named = this.#namedFor(traceIndex, state);
    if (typeof named === "string") return undefined;
    const event = this.#room.eventOf(traceIndex);
    const signature = policySignature ?? this.#signatureOn(event, named.via);
    const took = `it took ${nameEvent(this.#room, event)}`;
    if (signature === undefined) {
      return `${took} without the signature of the policy server ${named.via}`;
    }
    if (this.#isValid(event, named, signature)) return undefined;
    return `${took} with a signature that does not fit the key of the policy server ${named.via}`;
  }

  /** What is wrong with a soft failure for want of a signature. */
  #failed({ event: traceIndex, why }: ArriveRecord, state: StateId): string | undefined {
    if (why?.check !== 7) return undefined;
    const event = this.#room.eventOf(traceIndex);
    const missed = `it missed a policy server's signature on ${nameEvent(this.#room, event)}`;
    const named = this.#namedFor(traceIndex, state);
    if (typeof named === "string") return `${missed}, but ${named}`;
    const signature = this.#signatureOn(event, named.via);
    if (signature === undefined || this.#holds === undefined) return undefined;
    if (!this.#isValid(event, named, signature)) return undefined;
    return `${missed}, but the event has that of ${named.via}`;
  }

  /** The policy server whose signature an event needs; where it needs none, the reason. */
  #namedFor(traceIndex: number, state: StateId): Named | string {
    const graph = this.#graph;
    const event = graph.states.get(state, graph.slotOf(policyType, ""));
    if (event < 0 || !graph.has(event)) return "its state names no policy server";
    const { via, public_keys: keys } = graph.pdu(event).content;
    const publicKey = isObject(keys) ? keys.ed25519 : undefined;
    if (typeof via !== "string" || typeof publicKey !== "string") {
      return "its state names no policy server";
    }
    if (!this.#residents.moveTo(state).hasNamed(via)) {
      return `no user of the policy server ${via} is in the room`;
    }
    const { type, state_key: key } = graph.pdu(this.#room.eventOf(traceIndex));
    return type === policyType && key === "" ? "such events need no signature" : { via, publicKey };
  }

  #signatureOn(event: EventIndex, via: string): string | undefined {
    const { signatures } = this.#room.graph.pdu(event);
    const own = isObject(signatures) ? signatures[via] : undefined;
    const signature = isObject(own) ? own[policyServerKeyId] : undefined;
    return typeof signature === "string" ? signature : undefined;
  }

  /** True as well where nobody here can tell. */
  #isValid(event: EventIndex, { publicKey }: Named, signature: string): boolean {
    if (this.#holds === undefined) return true;
    const key = `${publicKey}\n${signature}`;
    let ofKey = this.#valid.get(key);
    if (ofKey === undefined) this.#valid.set(key, (ofKey = new Map()));
    let valid = ofKey.get(event);
    if (valid === undefined) {
      const { graph } = this.#room;
      const message = signedText(graph.pdu(event), graph.version);
      valid = this.#holds({ publicKey, message, signature });
      ofKey.set(event, valid);
    }
    return valid;
  }
}
