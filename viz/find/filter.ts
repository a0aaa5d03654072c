// Filters: a query whose terms say which events stay in sight. What each term hides is counted, and
// events that are anomalies stay unless the reader says otherwise: none is ever hidden unsaid.
import { anomalousEvents, type Model } from "../model/index.ts";
import { matchEvents } from "./match.ts";
import { parseQuery, type Term } from "./query.ts";

export interface FilterTerm {
  readonly term: Term;
  /** How many events of the room it hides, whatever the other terms do. */
  readonly hides: number;
}

export interface Filter {
  readonly terms: readonly FilterTerm[];
  /** Words that could not be understood. */
  readonly problems: readonly string[];
  /** 1 for each event of the model that is shown; undefined where the filter has no terms. */
  readonly shown: Uint8Array | undefined;
  /** Events of the room, and how many of them are hidden. */
  readonly total: number;
  readonly hidden: number;
  /** Events that are anomalies and that the terms alone would hide. */
  readonly anomalies: number;
}

/**
 * What a filter leaves of a room.
 * @param keep true where anomalies stay in sight whatever the terms say
 */
export function filterRoom(
  model: Model,
  { room, text, keep }: { room: number; text: string; keep: boolean },
): Filter {
  const { terms, problems } = parseQuery(text);
  const rooms = model.data.columns["events.room"];
  let total = 0;
  for (let event = 0; event < rooms.length; event++) total += Number(rooms[event] === room);
  if (terms.length === 0) {
    return { terms: [], problems, shown: undefined, total, hidden: 0, anomalies: 0 };
  }
  const shown = new Uint8Array(rooms.length).fill(1);
  const counted = terms.map((term): FilterTerm => {
    const fits = new Uint8Array(rooms.length);
    for (const event of matchEvents(model, { terms: [term], problems: [] })) fits[event] = 1;
    let hides = 0;
    for (let event = 0; event < fits.length; event++) {
      if (fits[event] === 1) continue;
      shown[event] = 0;
      if (rooms[event] === room) hides += 1;
    }
    return { term, hides };
  });
  const odd = [...anomalousEvents(model)].filter((event) => {
    return rooms[event] === room && shown[event] === 0;
  });
  if (keep) for (const event of odd) shown[event] = 1;
  let hidden = 0;
  for (let event = 0; event < shown.length; event++) {
    if (rooms[event] === room && shown[event] === 0) hidden += 1;
  }
  return { terms: counted, problems, shown, total, hidden, anomalies: odd.length };
}

/** A value by which events can be hidden, with how many of the room have it. */
export interface Facet {
  readonly name: "type" | "sender" | "server" | "worst";
  readonly value: string;
  readonly count: number;
}

/** The types, senders, servers and gravest verdicts of a room's events, frequent ones first. */
export function facetsOf(model: Model, room: number): Facet[] {
  const { columns, texts } = model.data;
  const rooms = columns["events.room"];
  const count = (name: Facet["name"], valueOf: (event: number) => string): Facet[] => {
    const counts = new Map<string, number>();
    for (let event = 0; event < rooms.length; event++) {
      if (rooms[event] !== room) continue;
      const value = valueOf(event);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return [...counts]
      .map(([value, of]) => ({ name, value, count: of }))
      .sort((a, b) => b.count - a.count);
  };
  const text = (name: "type" | "sender") => {
    const column = columns[`events.${name}`];
    return (event: number) => texts[column[event]] ?? "";
  };
  const server = columns["events.server"];
  const worst = new Map<number, string>();
  for (const verdict of ["outlier", "soft-failed", "rejected", "dropped"]) {
    const { terms } = parseQuery(`worst:${verdict}`);
    for (const event of matchEvents(model, { terms, problems: [] })) worst.set(event, verdict);
  }
  return [
    ...count("type", text("type")),
    ...count("sender", text("sender")),
    ...count("server", (event) => model.serverNames[server[event]] ?? ""),
    ...count("worst", (event) => worst.get(event) ?? "accepted"),
  ];
}

/** The word of a filter that hides a facet's events; undefined for values that no word can name. */
export function hidingWord({ name, value }: Pick<Facet, "name" | "value">): string | undefined {
  if (/["|]/.test(value)) return undefined;
  const exact = name === "type" || name === "sender" ? `=${value}` : value;
  return /\s/.test(exact) ? `-${name}:"${exact}"` : `-${name}:${exact}`;
}
