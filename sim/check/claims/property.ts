// Properties that a story claims of itself, as data that stands in a plan: what must always hold,
// what must hold in the end, and what has to happen in some run at least, so that a sweep in which
// it never does is no proof of anything. properties.ts judges them.
import type { TraceRecord } from "../../trace/records.ts";

/** When a condition has to hold. */
export const propertyKinds = ["always", "eventually", "sometimes", "reachable"] as const;
export type PropertyKind = (typeof propertyKinds)[number];

/** One claim. */
export interface Property {
  readonly kind: PropertyKind;
  /** In a few words; unique within the plan. */
  readonly name: string;
  readonly when: Condition;
  /** `eventually`: so long after the last fault at most (default: by the end). */
  readonly withinMs?: number | undefined;
}

/** What may hold at a moment. `not` turns it round. */
export type Condition = StateCondition | MemberCondition | AgreementCondition | RecordCondition;

interface Common {
  readonly not?: true | undefined;
}

interface AtServers extends Common {
  /** A server (default: each that is in the room). */
  readonly at?: string | undefined;
  /** A room's label (default: each room). */
  readonly room?: string | undefined;
}

/** The current state holds an event at a slot, with these fields in its content. */
export interface StateCondition extends AtServers {
  readonly holds: "state";
  readonly type: string;
  readonly key?: string | undefined;
  readonly content?: Readonly<Record<string, unknown>> | undefined;
}

/** The current state shows a user's membership so. */
export interface MemberCondition extends AtServers {
  readonly holds: "member";
  readonly user: string;
  readonly membership: string;
}

/** All servers that are in the room hold the same state. */
export interface AgreementCondition extends Common {
  readonly holds: "agreement";
  readonly room?: string | undefined;
}

/** A record is written that has these fields. */
export interface RecordCondition extends Common {
  readonly holds: "record";
  readonly kind: TraceRecord["kind"];
  readonly where?: Readonly<Record<string, FieldTest>> | undefined;
}

/** A field equals a value, or lies between two. */
export type FieldTest =
  | string
  | number
  | boolean
  | { readonly least?: number | undefined; readonly most?: number | undefined };

/** The name under which a property's verdict stands: `sometimes two topics meet`. */
export function propertyCheck({ kind, name }: Pick<Property, "kind" | "name">): string {
  return `${kind} ${name}`;
}

/** True for claims that some run of many has to fulfil, not each. */
export function isSite({ kind }: Property): boolean {
  return kind === "sometimes" || kind === "reachable";
}
