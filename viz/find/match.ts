// Finds the events that fit a query, in one pass over columns for each term. Text is looked for in a
// lower-case copy of all PDUs, made when text is first asked for, or ahead of that.
import { anomalousEvents, childrenOf, type Model } from "../model/index.ts";
import type { EventVerdict } from "../../sim/trace/records.ts";
import { Haystack } from "./haystack.ts";
import type { Ask, Flag, Query } from "./query.ts";

/** An event that reached a server this much later than it was made is late. */
const lateMs = 1_000;

/**
 * Indexes of the events that fit, ascending; none for a query without terms. Arrivals after now
 * count as well: a search is about the whole run.
 */
export function matchEvents(model: Model, { terms }: Query): Int32Array {
  if (terms.length === 0) return new Int32Array(0);
  const fits = new Uint8Array(model.events.length).fill(1);
  for (const { ask, negated } of terms) {
    const test = testOf(model, ask);
    for (let event = 0; event < fits.length; event++) {
      if (fits[event] === 1 && test(event) === negated) fits[event] = 0;
    }
  }
  const found = new Int32Array(fits.reduce((count, fit) => count + fit, 0));
  for (let event = 0, next = 0; event < fits.length; event++) {
    if (fits[event] === 1) found[next++] = event;
  }
  return found;
}

/** Makes the copy of all text now, so that the first who looks for text need not wait for it. */
export function prepareMatching(model: Model): void {
  Haystack.of(model);
}

type Test = (event: number) => boolean;

function testOf(model: Model, ask: Ask): Test {
  const { columns, texts } = model.data;
  switch (ask.ask) {
    case "type":
    case "sender":
      return textTest(columns[`events.${ask.ask}`], texts, ask.text);
    case "key":
      return textTest(columns["events.stateKey"], texts, ask.text);
    case "id":
      return (event) => model.events[event].id.toLowerCase().startsWith(ask.text);
    case "server":
      return serverTest(model, ask.text);
    case "anc":
    case "desc":
      return among(kinOf(model, ask.text, ask.ask));
    case "verdict":
      return among(withVerdict(model, ask.verdict as EventVerdict, ask.at));
    case "worst":
      return among(withWorst(model, ask.verdict as EventVerdict));
    case "after":
      return (event) => columns["events.atMs"][event] >= ask.atMs;
    case "before":
      return (event) => columns["events.atMs"][event] <= ask.atMs;
    case "prev": {
      const starts = columns["events.prev.at"];
      const missing = columns["events.missingPrev"];
      const count = (event: number) => starts[event + 1] - starts[event] + missing[event];
      if (ask.sign === ">") return (event) => count(event) > ask.count;
      if (ask.sign === "<") return (event) => count(event) < ask.count;
      return (event) => count(event) === ask.count;
    }
    case "is":
      return flagTest(model, ask.flag);
    case "text":
      return among(Haystack.of(model).containing(ask.text));
    case "regex":
      return among(Haystack.of(model).matching(ask.regex));
  }
}

const among =
  (set: Uint8Array): Test =>
  (event) =>
    set[event] === 1;

/** Looks at each distinct text once. `a|=b`: the text holds `a`, or is `b`. */
function textTest(column: ArrayLike<number>, texts: readonly string[], asked: string): Test {
  const wanted = asked.split("|").filter(Boolean);
  const holds = (text: string) =>
    wanted.some((word) => (word.startsWith("=") ? text === word.slice(1) : text.includes(word)));
  const known = new Map<number, boolean>();
  return (event) => {
    const at = column[event];
    let fits = known.get(at);
    if (fits === undefined) {
      fits = holds((texts[at] ?? "").toLowerCase());
      known.set(at, fits);
    }
    return fits;
  };
}

/** Servers whose short or full name is, or begins with, a text. */
function serversNamed({ meta, serverNames }: Model, text: string): Set<number> {
  const exact = meta.servers.flatMap(({ name }, at) =>
    name.toLowerCase() === text || serverNames[at].toLowerCase() === text ? at : [],
  );
  if (exact.length > 0) return new Set(exact);
  return new Set(
    meta.servers.flatMap(({ name }, at) => (name.toLowerCase().startsWith(text) ? at : [])),
  );
}

function serverTest(model: Model, text: string): Test {
  const servers = serversNamed(model, text);
  const column = model.data.columns["events.server"];
  return (event) => servers.has(column[event]);
}

function withVerdict(model: Model, verdict: EventVerdict, at: string): Uint8Array {
  const servers = at === "" ? undefined : serversNamed(model, at);
  const set = new Uint8Array(model.events.length);
  model.arrivals.forEach((event, server, made) => {
    if (made === verdict && servers?.has(server) !== false) set[event] = 1;
  });
  return set;
}

/** From what is well to what is grave. */
const gravity: readonly EventVerdict[] = [
  ...(["accepted", "outlier", "soft-failed", "rejected", "dropped"] as const),
];

/** 1 for each event of which the gravest that any server made is this verdict. */
function withWorst(model: Model, verdict: EventVerdict): Uint8Array {
  const worst = worstVerdicts(model);
  const wanted = gravity.indexOf(verdict);
  return worst.map((each) => Number(each === wanted));
}

/** The gravest verdict on each event, as a place in `gravity`; an outlier that was accepted is well. */
function worstVerdicts(model: Model): Uint8Array {
  const worst = new Uint8Array(model.events.length);
  const taken = new Uint8Array(model.events.length);
  model.arrivals.forEach((event, _server, verdict) => {
    worst[event] = Math.max(worst[event], gravity.indexOf(verdict));
    if (verdict === "accepted") taken[event] = 1;
  });
  return worst.map((each, event) => (each === 1 && taken[event] === 1 ? 0 : each));
}

function flagTest(model: Model, flag: Flag): Test {
  const { columns } = model.data;
  const starts = columns["events.prev.at"];
  switch (flag) {
    case "state":
      return (event) => columns["events.stateKey"][event] >= 0;
    case "message":
      return (event) => columns["events.stateKey"][event] < 0;
    case "merge":
      return (event) => starts[event + 1] - starts[event] > 1;
    case "refused":
      return (event) => model.arrivals.refusalsOf(event).length > 0;
    case "anomaly": {
      const found = anomalousEvents(model);
      return (event) => found.has(event);
    }
    case "gap":
      return (event) => columns["events.missingPrev"][event] > 0;
    case "late": {
      const set = new Uint8Array(model.events.length);
      model.arrivals.forEach((event, _server, _verdict, atMs) => {
        if (atMs - columns["events.atMs"][event] >= lateMs) set[event] = 1;
      });
      return among(set);
    }
  }
}

/** Ancestors or descendants of every event whose ID begins with a text. */
function kinOf(model: Model, text: string, kind: "anc" | "desc"): Uint8Array {
  const set = new Uint8Array(model.events.length);
  const roots = model.events.flatMap(({ id, index }) =>
    id.toLowerCase().startsWith(text) ? index : [],
  );
  const stack = [...roots];
  while (stack.length > 0) {
    const event = stack.pop() as number;
    const next = kind === "anc" ? model.events[event].prev : childrenOf(model, event);
    for (const at of next) {
      if (set[at] === 1) continue;
      set[at] = 1;
      stack.push(at);
    }
  }
  return set;
}
