// Why was an event rejected or soft-failed by a server? The trace names the receipt check and the
// rule; the protocol's own rules are run again here to find the state events that decided, on what the
// server had: where that was an event's redacted form, the answer says so.
import {
  authoriseByAuthEvents,
  type AuthVerdict,
  type EventIndex,
  type RoomGraph,
} from "../../sim/protocol/index.ts";
import { authoriseIn, type StateView } from "../../sim/protocol/auth/index.ts";
import {
  checkText,
  clockText,
  currentAt,
  eventText,
  type Arrival,
  type Model,
} from "../model/index.ts";
import type { Chain, ChainLink, Question } from "./chain.ts";
import { protocolRoom, type ProtocolRoom } from "./protocol-room.ts";

/** Answers the question for the last refusal at or before the time, else for the next one. */
export function whyRefused(model: Model, { server, event, atMs }: Question): Chain {
  const name = model.serverNames[server];
  const node = model.events[event];
  const refusal = refusalOf(model, { server, event, atMs });
  const word = refusal?.verdict ?? "refused";
  const question = `Why was “${eventText(model, node)}” ${word} by ${name}?`;
  if (refusal === undefined) return { question, answer: `${name} did not refuse it.`, links: [] };
  const { why } = refusal;
  const links: ChainLink[] = [
    { text: `${name} gets it (${refusal.via})`, atMs: refusal.atMs, event, server },
  ];
  if (why === undefined) return { question, answer: "The trace does not say why.", links };
  const rule = why.rule === "" ? "" : `, rule ${why.rule}`;
  links.push({ text: `It fails ${checkText(why)}${rule}`, spec: why.spec, event });
  links.push(...decidersOf(model, refusal).map((each) => deciderLink(model, refusal, each)));
  return { question, answer: `${why.detail}.`, links: [...links, consequence(refusal)] };
}

function refusalOf(model: Model, { server, event, atMs }: Question): Arrival | undefined {
  const refusals = model.arrivals
    .refusalsOf(event)
    .map((entry) => model.arrivals.get(entry))
    .filter((arrival) => arrival.server === server);
  return refusals.findLast((arrival) => arrival.atMs <= atMs) ?? refusals[0];
}

/** An event that a rule looked at, and where it stood. */
interface Decider {
  readonly event: number;
  readonly where: string;
}

/**
 * The last slots that the refusing rule asked for, most telling first. Empty where the trace does
 * not hold enough or where running the rules again does not refuse: then nothing is claimed.
 */
function decidersOf(model: Model, { server, event, atMs, why, before }: Arrival): Decider[] {
  const room = protocolRoom(model, model.events[event].room);
  const judged = room?.toGraph(event) ?? -1;
  if (room === undefined || judged < 0 || why === undefined) return [];
  const graph = room.readBy(server, atMs);
  if (why.check === 4) {
    const rejected = room.rejectedAt(server, atMs);
    const verdict = authoriseByAuthEvents(graph, judged, rejected);
    if (verdict.ok || verdict.rule !== why.rule) return [];
    return lastAsked(room, judged, {
      where: "among its auth events",
      graph,
      view: byAuthEvents(room, judged),
    });
  }
  const number =
    why.check === 5 ? before : currentAt(model, server, atMs - 1, model.events[event].room);
  const state = number === undefined ? undefined : room.state(number);
  if (state === undefined) return [];
  const where = why.check === 5 ? "in the state before it" : "in the room’s current state there";
  const view = { event: (slot: number) => room.graph.states.get(state, slot) };
  return lastAsked(room, judged, { where, graph, view, rule: why.rule });
}

function byAuthEvents(room: ProtocolRoom, judged: EventIndex): StateView {
  const { graph } = room;
  return {
    event: (slot) =>
      [...graph.auths(judged)].find((auth) => graph.has(auth) && graph.slot(auth) === slot) ?? -1,
  };
}

/** Runs the rules on a view and notes what they ask for; the last two answers are what decided. */
function lastAsked(
  room: ProtocolRoom,
  judged: EventIndex,
  how: { where: string; graph: RoomGraph; view: StateView; rule?: string },
): Decider[] {
  const { where, graph, view, rule } = how;
  const asked: EventIndex[] = [];
  const verdict: AuthVerdict = authoriseIn(graph, judged, {
    event: (slot) => {
      const found = view.event(slot);
      asked.push(found);
      return found;
    },
  });
  if (verdict.ok || (rule !== undefined && verdict.rule !== rule)) return [];
  const distinct = [...new Set(asked.reverse())].filter((event) => event >= 0).slice(0, 2);
  return distinct.map((event) => ({ event: room.toModel(event), where }));
}

function deciderLink(model: Model, arrival: Arrival, { event, where }: Decider): ChainLink {
  const { server, atMs } = arrival;
  const node = model.events[event];
  const there = model.arrivals.ofEvent(event).find((each) => each.server === server);
  const since = there === undefined ? "" : `, there since ${clockText(there.atMs)}`;
  const isRedacted = model.arrivals.isRedactedAt(server, event, atMs);
  const form = isRedacted ? "; it has that in redacted form only, and judged by it" : "";
  const text = `The rule looked at “${eventText(model, node)}” ${where}${since}${form}`;
  return { text, atMs: there?.atMs ?? node.atMs, event, server };
}

function consequence({ verdict }: Arrival): ChainLink {
  switch (verdict) {
    case "rejected":
      return { text: "A rejected event changes no state, and nothing is built on it there" };
    case "soft-failed":
      return {
        text:
          "A soft-failed event is no forward extremity, so the current state and new events leave " +
          "it out; it counts in the state after it if others build on it",
      };
    default:
      return { text: "A dropped event is forgotten" };
  }
}
