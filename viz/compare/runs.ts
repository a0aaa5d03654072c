// Two runs side by side: where they part, and how they end. Events are the same where their IDs are,
// for an ID is a hash of the content. Where two rooms differ from their first event on, as in two
// versions, no IDs are: then events are alike where the same user did the same for the n-th time.
// What is left is paired by its place: the n-th event that a server made. Servers go by their names.
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
  /** Events that only one of them has. */
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
  const [deedsA, deedsB] = deedsOf(a, b);
  const [inA, inB] = [new Set(deedsA), new Set(deedsB)];
  const onlyA = a.events.map(({ index }) => index).filter((event) => !inB.has(deedsA[event]));
  const onlyB = b.events.map(({ index }) => index).filter((event) => !inA.has(deedsB[event]));
  const placesB = new Map(onlyB.map((event) => [placeOf(b, event), event]));
  const otherwise = onlyA.flatMap((event) => {
    const there = placesB.get(placeOf(a, event));
    return there === undefined ? [] : { a: event, b: there };
  });
  return {
    first: firstDifference(a, b, [deedsA, deedsB]),
    ...{ onlyA, onlyB, otherwise, common: a.events.length - onlyA.length },
    checks: checkDifferences(a, b),
    endings: endingDifferences(a, b, [deedsA, deedsB]),
  };
}

/** For each event of the two runs, in turn, what it is: equal where both have the same. */
function deedsOf(a: Model, b: Model): [string[], string[]] {
  const deeds = (model: Model, other: Model) => {
    const seen = new Map<string, number>();
    return model.events.map((event) => {
      if (other.indexOfId.has(event.id)) return event.id;
      const server = model.meta.servers[event.server].name;
      const { type, stateKey = "" } = event;
      const deed = `${server} ${type} ${stateKey} ${eventText(model, event)}`;
      const number = seen.get(deed) ?? 0;
      seen.set(deed, number + 1);
      return `${deed} ${number}`;
    });
  };
  return [deeds(a, b), deeds(b, a)];
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

function firstDifference(
  a: Model,
  b: Model,
  [deedsA, deedsB]: readonly [readonly string[], readonly string[]],
): Difference | undefined {
  const [factsA, factsB] = [factsOf(a, deedsA), factsOf(b, deedsB)];
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

/** What servers did with events, in order of time, then of their names, then of the trace. */
function factsOf(model: Model, deeds: readonly string[]): Fact[] {
  const facts: (Fact & { readonly name: string })[] = [];
  const { arrivals } = model;
  for (const event of model.events) {
    for (const arrival of arrivals.ofEvent(event.index)) {
      const { atMs, server, via, verdict, why, lost } = arrival;
      const name = model.meta.servers[server].name;
      const how = verdict === "accepted" ? "" : ` – ${verdict}`;
      facts.push({
        ...{ atMs, event: event.index, name },
        key: `${atMs} ${name} ${deeds[event.index]} ${lost ? "lost" : via} ${verdict}`,
        words: () =>
          `${clockText(atMs)} ${model.serverNames[server]} ${lost ? "loses" : via === "own" ? "makes" : "gets"}: ` +
          `${eventText(model, event)}${how}${why === undefined ? "" : ` (${reasonText(why)})`}`,
      });
    }
  }
  const byName = (x: string, y: string) => (x < y ? -1 : x > y ? 1 : 0);
  return facts.sort((x, y) => x.atMs - y.atMs || byName(x.name, y.name) || x.event - y.event);
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

function endingDifferences(
  a: Model,
  b: Model,
  [deedsA, deedsB]: readonly [readonly string[], readonly string[]],
): Ending[] {
  const endings = new Map<string, Ending & { servers: string[] }>();
  a.meta.servers.forEach(({ name }, server) => {
    const there = b.meta.servers.findIndex((other) => other.name === name);
    if (there < 0) return;
    const [slotsA, slotsB] = [lastSlots(a, server), lastSlots(b, there)];
    for (const slot of new Set([...slotsA.keys(), ...slotsB.keys()])) {
      const [inA, inB] = [slotsA.get(slot) ?? -1, slotsB.get(slot) ?? -1];
      if (deedsA[inA] === deedsB[inB]) continue;
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
