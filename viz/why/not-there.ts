// Why does a server not have an event at a time? The maker may not have made it yet, the server may
// not be in the room, its requests may have been lost or held, a fault may stand between, the
// server may be down, or it dropped what came. Everything told here is a record of the trace.
import {
  clockText,
  currentAt,
  durationText,
  eventText,
  faultsAt,
  faultText,
  reasonText,
  requestsWith,
  sideOf,
  type Arrival,
  type FaultBand,
  type Model,
} from "../model/index.ts";
import type { Chain, ChainLink, Question } from "./chain.ts";

/** More failed requests than this are counted, not listed. */
const requestsMax = 6;

/** Answers the question; where the server has the event, it says since when. */
export function whyNotThere(model: Model, question: Question): Chain {
  const { server, event, atMs } = question;
  const node = model.events[event];
  const name = model.serverNames[server];
  const asked = `Why does ${name} not have “${eventText(model, node)}” at ${clockText(atMs)}?`;
  const arrivals = model.arrivals.ofEvent(event).filter((each) => each.server === server);
  const had = arrivals.findLast((each) => each.atMs <= atMs);
  if (had !== undefined && had.verdict !== "dropped") {
    const link = { text: `${name} takes it in: ${had.verdict}`, atMs: had.atMs, event, server };
    return { question: asked, answer: "It has it.", links: [link] };
  }
  const made: ChainLink = {
    text: `${model.serverNames[node.server]} makes the event`,
    ...{ atMs: node.atMs, event, server: node.server },
  };
  const next = arrivals.find((each) => each.atMs > atMs);
  const end = [arrivalLink(model, question, next)];
  if (node.atMs > atMs) {
    const answer = `It is made only at ${clockText(node.atMs)}.`;
    return { question: asked, answer, links: [made, ...end] };
  }
  const dropped = arrivals.filter((each) => each.atMs <= atMs && each.verdict === "dropped");
  const requests = requestLinks(model, question);
  const causes = [
    ...absence(model, question),
    ...dropped.map((each) => droppedLink(model, each)),
    ...faultLinks(model, question),
    ...requests.links,
    ...lackingParents(model, question),
  ];
  const answer = answerOf(model, question, {
    dropped: had,
    failed: requests.failed,
  });
  return { question: asked, answer, links: [made, ...causes, ...end] };
}

function answerOf(
  model: Model,
  { server, event, atMs }: Question,
  { dropped, failed }: { dropped: Arrival | undefined; failed: boolean },
): string {
  const name = model.serverNames[server];
  if (dropped?.lost === true) return `${name} had it, and lost it with what it had stored.`;
  if (dropped !== undefined) return `${name} got it and dropped it.`;
  if (currentAt(model, server, atMs, model.events[event].room) === undefined) {
    return `${name} is not in the room.`;
  }
  const faults = between(model, { server, event, atMs });
  const [fault] = faults.filter(({ startMs, endMs, open }) => {
    return startMs <= atMs && (open || atMs < endMs);
  });
  if (fault !== undefined) return `A fault stands between: ${faultText(model, fault)}.`;
  if (failed) return "Requests with it failed; it has not got through yet.";
  return "It is on its way; the trace tells of no obstacle.";
}

/** Before a server joins, nobody sends it anything. */
function absence(model: Model, { server, event, atMs }: Question): ChainLink[] {
  const { room } = model.events[event];
  if (currentAt(model, server, atMs, room) !== undefined) return [];
  const first = model.currents.of(server, room).times[0];
  const name = model.serverNames[server];
  const text = first === undefined ? `${name} never enters the room` : `${name} enters the room`;
  return [{ text, atMs: first, server }];
}

function droppedLink(model: Model, { server, atMs, event, why, lost }: Arrival): ChainLink {
  const reason = why === undefined ? "" : `: ${reasonText(why)}`;
  const text = `${model.serverNames[server]} ${lost ? "loses" : "drops"} it${reason}`;
  return { text, atMs, event, server, spec: why?.spec };
}

/** Faults between maker and server from the making on. */
function between(model: Model, { server, event, atMs }: Question): FaultBand[] {
  const node = model.events[event];
  return model.faults.filter((band) => {
    if (band.startMs > atMs || (!band.open && band.endMs <= node.atMs)) return false;
    if (band.server !== undefined) return band.server === server || band.server === node.server;
    const [a, b] = [sideOf(band, server), sideOf(band, node.server)];
    if (a >= 0 && b >= 0 && a !== b) return !band.oneWay || b < a;
    return band.links.some((link) => link.includes(server) && link.includes(node.server));
  });
}

function faultLinks(model: Model, question: Question): ChainLink[] {
  return between(model, question).flatMap((band): ChainLink[] => {
    const start = { text: faultText(model, band), atMs: band.startMs, server: question.server };
    if (band.open) return [start, { text: "the fault lasts to the trace’s end" }];
    const lasted = durationText(band.endMs - band.startMs);
    return [start, { text: `the fault ends after ${lasted}`, atMs: band.endMs }];
  });
}

/** What became of the requests that carried it to this server, and whether any is known to fail. */
function requestLinks(
  model: Model,
  { server, event, atMs }: Question,
): { links: readonly ChainLink[]; failed: boolean } {
  const all = requestsWith(model, event)
    .map((at) => model.net[at])
    .filter(({ to, sentMs }) => to === server && sentMs <= atMs);
  const links = all.slice(-requestsMax).map((request): ChainLink => {
    const from = model.serverNames[request.from];
    const to = model.serverNames[server];
    const late = request.atMs > atMs ? `, known at ${clockText(request.atMs)}` : "";
    const text = `${from} → ${to} ${request.request}: ${request.result}${late}`;
    return { text, atMs: request.sentMs, server: request.from };
  });
  const hidden = all.length - links.length;
  const failed = all.some((request) => request.atMs <= atMs && request.result !== "delivered");
  const more: ChainLink[] = hidden === 0 ? [] : [{ text: `${hidden} earlier requests with it` }];
  return { links: [...more, ...links], failed };
}

/** An event can only be taken in after those that it stands on. */
function lackingParents(model: Model, { server, event, atMs }: Question): ChainLink[] {
  if (faultsAt(model, atMs).length > 0) return [];
  return model.events[event].prev
    .filter((parent) => {
      const verdict = model.arrivals.verdictAt(server, parent, atMs);
      return verdict === undefined || verdict === "dropped";
    })
    .slice(0, 3)
    .map((parent) => ({
      text: `it also lacks the prev event “${eventText(model, model.events[parent])}”`,
      event: parent,
    }));
}

function arrivalLink(model: Model, { server }: Question, next: Arrival | undefined): ChainLink {
  const name = model.serverNames[server];
  if (next === undefined) return { text: `${name} does not get it until the trace ends` };
  const text = `${name} gets it (${next.via}): ${next.verdict}`;
  return { text, atMs: next.atMs, event: next.event, server };
}
