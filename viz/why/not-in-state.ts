// Why is a state event not in a server's current state at a time? It may not be there at all, it
// may have been refused, it may never have been what the state held, or it was and was replaced:
// by an event that stands on it, or by a resolution, whose outcome for the slot is told.
import type { KeyExplanation, Replayed } from "../../sim/protocol/index.ts";
import {
  clockText,
  currentAt,
  eventText,
  type EventNode,
  type Model,
  type Slot,
} from "../model/index.ts";
import type { Chain, ChainLink, Question } from "./chain.ts";
import { whyNotThere } from "./not-there.ts";
import { whyRefused } from "./refused.ts";
import { resolutionStory } from "./resolution-story.ts";
import { outcomeWords } from "./story-words.ts";

/** Answers the question; where the event is in the state, it says so. */
export function whyNotInState(model: Model, question: Question): Chain {
  const { server, event, atMs } = question;
  const node = model.events[event];
  const name = model.serverNames[server];
  const asked = `Why is “${eventText(model, node)}” not in the state of ${name} at ${clockText(atMs)}?`;
  const answer = (text: string, links: readonly ChainLink[] = []): Chain => {
    return { question: asked, answer: text, links };
  };
  if (node.stateKey === undefined) {
    return answer("It is not a state event; only state events are part of a state.");
  }
  const state = currentAt(model, server, atMs, node.room);
  if (state === undefined) return answer(`${name} is not in the room at that time.`);
  const holder = slotIn(model, state, node);
  if (holder?.event === event) return answer(`It is: S${state} holds it.`);
  const verdict = model.arrivals.verdictAt(server, event, atMs);
  if (verdict === undefined || verdict === "dropped") {
    return answer(`${name} does not have it.`, whyNotThere(model, question).links);
  }
  if (verdict === "rejected") {
    return answer(`${name} rejected it.`, whyRefused(model, question).links);
  }
  const held = heldInstead(model, { holder, state, server, atMs });
  const refusal = verdict === "soft-failed" ? whyRefused(model, question).links : [];
  const left = lastChange(model, question);
  if (left === undefined) {
    const links = [...refusal, ...neverIn(model, question), held];
    const soft = "It was soft-failed there, so it did not enter the current state.";
    const never = "It never was in the current state there.";
    return answer(verdict === "soft-failed" ? soft : never, links);
  }
  const when = `It was in the current state until ${clockText(left)}.`;
  return answer(when, [...changeLinks(model, question, left), held]);
}

function slotIn(model: Model, state: number, { type, stateKey }: EventNode): Slot | undefined {
  return model.states.slots(state).get(`${type}\u0000${stateKey ?? ""}`);
}

function heldInstead(
  model: Model,
  now: { holder: Slot | undefined; state: number; server: number; atMs: number },
): ChainLink {
  const { holder, state, server, atMs } = now;
  if (holder === undefined) return { text: `S${state} holds nothing at that slot`, atMs, server };
  const text = `S${state} holds “${eventText(model, model.events[holder.event])}” instead`;
  return { text, atMs, event: holder.event, server };
}

/** When the event was last replaced in the server's current state; undefined if it never was. */
function lastChange(model: Model, { server, event, atMs }: Question): number | undefined {
  const node = model.events[event];
  const { times, values } = model.currents.of(server, node.room);
  let left: number | undefined;
  let was = false;
  for (let at = 0; at < times.length && times[at] <= atMs; at++) {
    const is = slotIn(model, values[at], node)?.event === event;
    if (was && !is) left = times[at];
    was = is;
  }
  return left;
}

/** What happened at the instant at which the event left the state. */
function changeLinks(model: Model, question: Question, atMs: number): ChainLink[] {
  const node = model.events[question.event];
  const { server } = question;
  const state = currentAt(model, server, atMs, node.room) ?? -1;
  const resolution = resolutionInto(model, { server, atMs, state, room: node.room });
  if (resolution >= 0) return resolutionLinks(model, resolution, node);
  const by = slotIn(model, state, node);
  if (by === undefined) return [{ text: `the slot is empty from S${state} on`, atMs, server }];
  const successor = `“${eventText(model, model.events[by.event])}” comes after it and replaces it`;
  return [{ text: successor, atMs, event: by.event, server }];
}

/** Resolutions since the arrival in which the event had a say and did not win. */
function neverIn(model: Model, { server, event, atMs }: Question): ChainLink[] {
  const node = model.events[event];
  const arrivedMs = model.arrivals.ofEvent(event).find((each) => each.server === server)?.atMs ?? 0;
  const at = model.resolutions.findIndex(
    (record) =>
      record.server === server &&
      record.room === node.room &&
      record.atMs >= arrivedMs &&
      record.atMs <= atMs &&
      record.inputs.some((input) => slotIn(model, input, node)?.event === event) &&
      slotIn(model, record.output, node)?.event !== event,
  );
  return at < 0 ? [] : resolutionLinks(model, at, node);
}

function resolutionInto(
  model: Model,
  { server, atMs, state, room }: { server: number; atMs: number; state: number; room: number },
): number {
  return model.resolutions.findLastIndex(
    (record) =>
      record.server === server &&
      record.room === room &&
      record.atMs === atMs &&
      record.output === state,
  );
}

/** A resolution's outcome for the event's slot. */
function resolutionLinks(model: Model, resolution: number, node: EventNode): ChainLink[] {
  const { atMs, server, inputs, output } = model.resolutions[resolution];
  const states = inputs.map((id) => `S${id}`).join(" and ");
  const text = `${model.serverNames[server]} resolves ${states} into S${output}`;
  const first: ChainLink = { text, atMs, server, resolution };
  const telling = resolutionStory(model, resolution);
  if (!telling.ok) return [first, { text: telling.why }];
  const key = telling.story.explanation.keys.find(
    (each) => each.type === node.type && each.stateKey === node.stateKey,
  );
  const replayed = key?.replayed.find((each) => each.event.id === node.id);
  if (key === undefined || replayed === undefined) return [first];
  return [first, outcomeLink(model, { key, replayed, resolution })];
}

function outcomeLink(
  model: Model,
  { key, replayed, resolution }: { key: KeyExplanation; replayed: Replayed; resolution: number },
): ChainLink {
  const { outcome } = replayed;
  const decider =
    outcome.kind === "refused"
      ? (outcome.decidedBy?.event ?? replayed.event)
      : "by" in outcome
        ? outcome.by
        : key.winner;
  const event = model.indexOfId.get(decider?.id ?? "");
  const spec = outcome.kind === "refused" ? outcome.verdict.spec : undefined;
  return { text: `there it ${outcomeWords(outcome)}`, event, resolution, spec };
}
