// The stages of a resolution in words: what each is called, what it does and why, and what its rows
// say. Room content in them is hostile: whoever shows the words must set text, never markup.
import { clockText } from "../model/index.ts";
import type { Outcome } from "../../sim/protocol/state-res/explain.ts";
import type { OrderDecision } from "../../sim/protocol/state-res/observe.ts";
import type { CheckRow, OrderRow, ResolutionStory, Stage } from "./resolution-story.ts";

/** A stage's name. */
export function stageTitle(stage: Stage): string {
  switch (stage.kind) {
    case "split":
      return "Split";
    case "auth-difference":
      return "Auth difference";
    case "conflicted-subgraph":
      return "Conflicted state subgraph";
    case "power-order":
      return "Power order";
    case "auth-checks":
      return stage.pass === 1 ? "First pass of auth checks" : "Second pass of auth checks";
    case "mainline":
      return "Mainline";
    case "mainline-order":
      return "Mainline order";
    case "unconflicted":
      return "Unconflicted state again";
    case "result":
      return "Result";
  }
}

/** One or two sentences: what happens in the stage, with its numbers. */
export function stageAbout(stage: Stage, story: ResolutionStory): string {
  const { explanation } = story;
  switch (stage.kind) {
    case "split": {
      const agreed = `${count(stage.agreed, "slot")} on which all states agree`;
      return `${count(stage.slots.length, "slot")} in conflict; ${agreed}.`;
    }
    case "auth-difference":
      return stage.events.length === 0
        ? "All auth chains are the same."
        : `${count(stage.events.length, "event")} in some of the states’ auth chains, not in all.`;
    case "conflicted-subgraph":
      return `${count(stage.events.length, "event")} on paths of auth events between conflicted events.`;
    case "power-order":
      return stage.rows.length === 0
        ? "No power events among what is replayed."
        : "Power events and what they stand on: cited ones first, then more power, earlier " +
            "timestamp, lower event ID.";
    case "auth-checks": {
      const refused = stage.rows.filter(({ verdict }) => !verdict.ok).length;
      if (stage.rows.length === 0) return "Nothing to check.";
      const start = explanation.algorithm === "v2.1" ? "nothing" : "the unconflicted state";
      const from = stage.pass === 1 ? `Starting from ${start}` : "Going on from the first pass";
      return `${from}: ${count(stage.rows.length, "check")}, ${refused} refused.`;
    }
    case "mainline":
      return stage.events.length === 0
        ? "The state so far has no power levels, so there is no mainline."
        : "The power levels of the state so far, then those that they cite, and so on.";
    case "mainline-order":
      return stage.rows.length === 0
        ? "Nothing is left to order."
        : "The rest: events of older power levels first, then earlier timestamp, lower event ID.";
    case "unconflicted":
      return stage.overridden.length === 0
        ? "What was never in conflict stays; the passes had not touched it."
        : `${count(stage.overridden.length, "slot")} put back to what all states agree on.`;
    case "result":
      return `S${story.record.output}: what became of each slot that was in conflict or replayed.`;
  }
}

/** What an order compares first, as a column's head. */
export function orderValueName(stage: Stage): string {
  return stage.kind === "power-order" ? "power" : "mainline";
}

/** The power or the mainline position of a row. */
export function orderValueText(stage: Stage, row: OrderRow): string {
  if (stage.kind === "mainline-order" && row.value === stage.length) return "none";
  return Number.isFinite(row.value) ? String(row.value) : "∞ (creator)";
}

/** Which key put a row before the next one, with the values that were compared. */
export function decisionText(stage: Stage, row: OrderRow, next: OrderRow | undefined): string {
  if (row.beforeNext === undefined || next === undefined) return "";
  const by: Readonly<Record<OrderDecision["by"], string>> = {
    "auth chain": "the next one stands on it, or on one that had to wait",
    power: `${row.value < next.value ? "less" : "more"} power (${orderValueText(stage, row)}, next ${orderValueText(stage, next)})`,
    mainline: `older power levels (${orderValueText(stage, row)}, next ${orderValueText(stage, next)})`,
    timestamp: `earlier timestamp (by ${next.timestamp - row.timestamp} ms)`,
    "event id": "lower event ID; all else is equal",
    depth: "less deep",
    "built from its end": "this dialect builds the order from its end; others rest on this one",
    steps: "fewer power levels between itself and the mainline",
    "event id hash": "higher SHA-1 of the event ID; the depth is equal",
  };
  return by[row.beforeNext];
}

/** A check's outcome in one sentence. */
export function checkRowText({ verdict, replaced, event }: CheckRow): string {
  if (!verdict.ok) return `refused by rule ${verdict.rule}: ${verdict.detail}`;
  return replaced >= 0 && replaced !== event ? "allowed, takes the place of" : "allowed";
}

/** What became of an event that was replayed, as a continuation of its name. */
export function outcomeWords(outcome: Outcome): string {
  switch (outcome.kind) {
    case "stays":
      return "is allowed, and nothing later replaces it";
    case "taken":
      return outcome.stays
        ? "is taken without a check as the least deep, and nothing later replaces it"
        : "is taken without a check as the least deep, then replaced by a deeper one";
    case "untried":
      return "is never tried, because others decided before";
    case "replaced":
      return `is allowed, but ${outcome.by.name} comes later in the order and takes its place`;
    case "overridden":
      return `is allowed, but all states agree on ${outcome.by.name}, which is put back at the end`;
    case "refused": {
      const { verdict, decidedBy } = outcome;
      const decider = decidedBy?.event;
      const by = decider ? `; what decided is ${decider.name}` : "";
      return `is refused by rule ${verdict.rule}: ${verdict.detail}${by}`;
    }
  }
}

/** A resolution's name in a list: when, where, and which states. */
export function resolutionName(
  { atMs, inputs, output, conflicted }: ResolutionStory["record"],
  server: string,
): string {
  const states = `${inputs.map((id) => `S${id}`).join(" + ")} → S${output}`;
  return `${clockText(atMs)} ${server}: ${states}, ${count(conflicted, "event")} in conflict`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
