// A point at which a state can be asked for: a server, and either an instant or one side of an event
// that came there.
import { currentAt, verdictOf } from "./queries.ts";
import type { Model } from "./model.ts";

/** `at`: an instant in virtual ms. `before`, `after`: the state around an event, by its index. */
export interface Pin {
  readonly kind: "at" | "before" | "after";
  readonly value: number;
}

export interface StatePoint {
  readonly server: number;
  readonly room: number;
  /** The instant that is meant where there is no pin. */
  readonly nowMs: number;
  readonly pin: Pin | undefined;
}

/** The state at a point; undefined where the server had none, or did not record it. */
export function stateAt(model: Model, { server, room, nowMs, pin }: StatePoint) {
  if (pin === undefined) return currentAt(model, server, nowMs, room);
  if (pin.kind === "at") return currentAt(model, server, pin.value, room);
  return verdictOf(model, server, pin.value)?.[pin.kind];
}

/** The instant of a point; for an event the one at which it came there. */
export function instantOf(model: Model, { server, nowMs, pin }: StatePoint): number {
  if (pin === undefined) return nowMs;
  if (pin.kind === "at") return pin.value;
  return verdictOf(model, server, pin.value)?.atMs ?? nowMs;
}

const signs = { at: "@", before: "<", after: ">" } as const;

/** A pin as it stands in a link: `@12345`, `<17`, `>17`; empty for none. */
export function pinText(pin: Pin | undefined): string {
  return pin === undefined ? "" : `${signs[pin.kind]}${pin.value}`;
}

/** The pin that a link says, if it fits the model. */
export function readPin(text: string | null, model: Model): Pin | undefined {
  const [, sign, number] = /^([@<>])(\d{1,15})$/.exec(text ?? "") ?? [];
  const kind = (Object.keys(signs) as Pin["kind"][]).find((each) => signs[each] === sign);
  const value = Number(number);
  if (kind === undefined) return undefined;
  const limit = kind === "at" ? model.endMs : model.events.length - 1;
  return value <= limit ? { kind, value } : undefined;
}
