// Two runs side by side: where they part, and how they end. Events are the same where their IDs are,
// for an ID is a hash of the content; else where they are the n-th that a server made, which tells
// what became of an event that was made differently. Servers are compared by their names.
import { clockText, eventText, reasonText, type Model } from "../model/index.ts";

export interface Difference {
  readonly atMs: number;
  /** What happened then in each of the two; "nothing" where a run was over. */
  readonly a: string;
  readonly b: string;
  /** The event that is spoken of, -1 for none. */
  readonly eventA: number;
  readonly eventB: number;
}

/** A slot that servers end with differently; -1 for nothing. */
export interface Ending {
  readonly type: string;
  readonly stateKey: string;
  readonly a: number;
  readonly b: number;
  readonly servers: readonly string[];
}

export interface RunComparison {
  /** The first thing that differs; undefined where the runs are the same in all that is compared. */
  readonly first: Difference | undefined;
  /** Events that only one of them has, by ID. */
  readonly onlyA: readonly number[];
  readonly onlyB: readonly number[];
  /** Events of both that are at the same place of the same server, but not the same. */
  readonly otherwise: readonly { a: number; b: number }[];
  readonly common: number;
  /** Checks that say something else, by name. */
  readonly checks: readonly { check: string; a: string; b: string }[];
  /** Slots that servers end with differently, in the first room; each with those servers. */
  readonly endings: readonly Ending[];
}

export function compareRuns(a: Model, b: Model): RunComparison {
  const [idsA, idsB] = [a.indexOfId, b.indexOfId];
  const onlyA = a.events.filter(({ id }) => !idsB.has(id)).map(({ index }) => index);
  const onlyB = b.events.filter(({ id }) => !idsA.has(id)).map(({ index }) => index);
  const placesB = new Map(onlyB.map((event) => [placeOf(b, event), event]));
  const otherwise = onlyA.flatMap((event) => {
    const there = placesB.get(placeOf(a, event));
    return there === undefined ? [] : { a: event, b: there };
  });
  return {
    first: firstDifference(a, b),
    ...{ onlyA, onlyB, otherwise, common: a.events.length - onlyA.length },
    checks: checkDifferences(a, b),
    endings: endingDifferences(a, b),
  };
}

const nth = new WeakMap<Model, Int32Array>();

/** `alpha.test 7`: the eighth event that this server made. */
function placeOf(model: Model, event: number): string {
  let numbers = nth.get(model);
  if (numbers === undefined) {
    const made = new Map<number, number>();
    numbers = Int32Array.from(model.events, ({ server }) => {
      const number = made.get(server) ?? 0;
      made.set(server, number + 1);
      return number;
    });
    nth.set(model, numbers);
  }
  const { server } = model.events[event];
  return `${model.meta.servers[server].name} ${numbers[event]}`;
}

/** One thing that a run shows, and a key that is equal where two runs show the same. */
interface Fact {
  readonly atMs: number;
  readonly key: string;
  readonly event: number;
  readonly words: () => string;
}

function firstDifference(a: Model, b: Model): Difference | undefined {
  const [factsA, factsB] = [factsOf(a), factsOf(b)];
  const length = Math.max(factsA.length, factsB.length);
  for (let at = 0; at < length; at++) {
    const [one, other] = [factsA[at], factsB[at]];
    if (one !== undefined && other !== undefined && one.key === other.key) continue;
    const times = [one?.atMs, other?.atMs].filter((time) => time !== undefined);
    return {
      atMs: Math.min(...times),
      a: one?.words() ?? "nothing",
      b: other?.words() ?? "nothing",
      eventA: one?.event ?? -1,
      eventB: other?.event ?? -1,
    };
  }
  return undefined;
}

/** What servers did with events, in order of time and then of name. */
function factsOf(model: Model): Fact[] {
  const facts: Fact[] = [];
  const { arrivals } = model;
  for (const event of model.events) {
    for (const arrival of arrivals.ofEvent(event.index)) {
      const { atMs, server, via, verdict, why } = arrival;
      const name = model.meta.servers[server].name;
      const how = verdict === "accepted" ? "" : ` – ${verdict}`;
      facts.push({
        ...{ atMs, event: event.index },
        key: `${String(atMs).padStart(16, "0")} ${name} ${event.id} ${via} ${verdict}`,
        words: () =>
          `${clockText(atMs)} ${model.serverNames[server]} ${via === "own" ? "makes" : "gets"}: ` +
          `${eventText(model, event)}${how}${why === undefined ? "" : ` (${reasonText(why)})`}`,
      });
    }
  }
  return facts.sort((x, y) => (x.key < y.key ? -1 : x.key > y.key ? 1 : 0));
}

function checkDifferences(a: Model, b: Model): { check: string; a: string; b: string }[] {
  const results = (model: Model) => new Map(model.verdicts.map((v) => [v.check, v.result]));
  const [inA, inB] = [results(a), results(b)];
  return [...new Set([...inA.keys(), ...inB.keys()])]
    .map((check) => ({
      check,
      a: inA.get(check) ?? "not asked",
      b: inB.get(check) ?? "not asked",
    }))
    .filter((row) => row.a !== row.b);
}

function endingDifferences(a: Model, b: Model): Ending[] {
  const endings = new Map<string, Ending & { servers: string[] }>();
  a.meta.servers.forEach(({ name }, server) => {
    const there = b.meta.servers.findIndex((other) => other.name === name);
    if (there < 0) return;
    const [slotsA, slotsB] = [lastSlots(a, server), lastSlots(b, there)];
    for (const slot of new Set([...slotsA.keys(), ...slotsB.keys()])) {
      const [inA, inB] = [slotsA.get(slot) ?? -1, slotsB.get(slot) ?? -1];
      if (a.events[inA]?.id === b.events[inB]?.id) continue;
      const key = `${slot} ${inA} ${inB}`;
      const [type, stateKey] = slot.split("\u0000");
      const ending = endings.get(key) ?? { type, stateKey, a: inA, b: inB, servers: [] };
      ending.servers.push(a.serverNames[server]);
      endings.set(key, ending);
    }
  });
  return [...endings].sort(([x], [y]) => (x < y ? -1 : 1)).map(([, ending]) => ending);
}

function lastSlots(model: Model, server: number): Map<string, number> {
  const state = model.currents.at(server, 0, model.endMs);
  const slots = new Map<string, number>();
  if (state === undefined) return slots;
  for (const [slot, { event }] of model.states.slots(state)) {
    if (event >= 0) slots.set(slot, event);
  }
  return slots;
}

/** The comparison as plain text, for terminals and bug reports; ends with a line break. */
export function comparisonText(a: Model, b: Model, names: { a: string; b: string }): string {
  const found = compareRuns(a, b);
  const { first, onlyA, onlyB, common, checks, endings } = found;
  const lines = [
    `A  ${names.a}: ${a.meta.scenario}, seed ${a.meta.seed}, ${a.events.length} events`,
    `B  ${names.b}: ${b.meta.scenario}, seed ${b.meta.seed}, ${b.events.length} events`,
    "",
  ];
  if (first === undefined) lines.push("Both did the same, from the first event to the last.");
  else {
    lines.push(`They part at ${clockText(first.atMs)}:`, `  A  ${first.a}`, `  B  ${first.b}`);
  }
  lines.push(`${common} events in both, ${onlyA.length} only in A, ${onlyB.length} only in B.`);
  for (const row of checks) lines.push(`check ${row.check}: A ${row.a}, B ${row.b}`);
  const text = (model: Model, event: number) =>
    event < 0 ? "nothing" : eventText(model, model.events[event]);
  for (const { servers, type, stateKey, a: inA, b: inB } of endings.slice(0, endingsMax)) {
    const slot = `${type} ${stateKey}`.trim();
    lines.push(`${slot} at ${servers.join(", ")}: A ${text(a, inA)}; B ${text(b, inB)}`);
  }
  if (endings.length > endingsMax) lines.push(`and ${endings.length - endingsMax} more slots`);
  return `${lines.join("\n")}\n`;
}

const endingsMax = 40;
