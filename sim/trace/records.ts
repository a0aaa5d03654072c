// The records of a trace: the only thing that passes between a run, its checks, shrinking and the
// viewer. One schema for the file (NDJSON, a record a line), the HTML report and a live socket.
// Servers, rooms, events and states are small integers; `meta`, `event` and `state` records say
// what they stand for. Times are integer milliseconds of virtual time since the start of the run.
import { Type, type Static, type TSchema } from "typebox";

/** Written into every `meta` record; changes when a reader of old traces would be misled. */
export const traceFormat = "rashomon-trace/1";

/** How much a trace holds: everything; no `net`; only marks, verdicts, counters and final views. */
export const traceLevels = ["full", "events", "summary"] as const;
export type TraceLevel = (typeof traceLevels)[number];

const Ms = Type.Integer({ minimum: 0, description: "virtual time in ms since the start" });
const Server = Type.Integer({ minimum: 0, description: "index into meta.servers" });
const Room = Type.Integer({ minimum: 0, description: "index into meta.rooms" });
const EventIndex = Type.Integer({ minimum: 0, description: "index of an `event` record" });
const StateIndex = Type.Integer({ minimum: 0, description: "id of a `state` record" });
const oneOf = <T extends string>(...words: readonly T[]) =>
  Type.Unsafe<T>({ type: "string", enum: words });

const kind = <K extends string, P extends Record<string, TSchema>>(name: K, fields: P) =>
  Type.Object({ kind: Type.Literal(name), ...fields }, { additionalProperties: false });

/** How an event reached a server. `own`: the server made it. */
export const arrivalWays = ["own", "send", "backfill", "missing", "state", "join"] as const;
export type ArrivalWay = (typeof arrivalWays)[number];

/** What a server made of an event. Specification: "Checks performed on receipt of a PDU". */
export const eventVerdicts = ["dropped", "outlier", "accepted", "soft-failed", "rejected"] as const;
export type EventVerdict = (typeof eventVerdicts)[number];

/** Why a receipt check failed. */
export const Reason = Type.Object({
  check: Type.Integer({ minimum: 1, maximum: 7, description: "number of the receipt check" }),
  rule: Type.String({ description: "rule number in the room version's page, or a format code" }),
  spec: Type.String(),
  detail: Type.String(),
});
export type Reason = Static<typeof Reason>;

export const MetaRecord = kind("meta", {
  format: Type.Literal(traceFormat),
  scenario: Type.String(),
  about: Type.Optional(Type.String()),
  seed: Type.String(),
  level: oneOf(...traceLevels),
  plan: Type.Unknown({ description: "the whole plan, so that a trace can be run again" }),
  servers: Type.Array(
    Type.Object({
      name: Type.String(),
      policy: Type.String(),
      dialect: Type.String(),
      region: Type.Optional(Type.String()),
      /** Clients are told the state; absent: they work it out from the timeline. */
      stateAfter: Type.Optional(Type.Literal(true)),
      /** It knows nothing of policy servers; absent: it asks them (receipt check 7). */
      asksPolicyServer: Type.Optional(Type.Literal(false)),
      /** Servers of a real room whose users are on this one in a replay. */
      standsFor: Type.Optional(Type.Array(Type.String())),
    }),
  ),
  rooms: Type.Array(
    Type.Object({ id: Type.String(), version: Type.String(), algorithm: Type.String() }),
  ),
  software: Type.String(),
});

export const EventRecord = kind("event", {
  index: EventIndex,
  id: Type.String(),
  room: Room,
  server: Server,
  atMs: Ms,
  pdu: Type.Unknown({ description: "the PDU in federation format" }),
});

export const ArriveRecord = kind("arrive", {
  atMs: Ms,
  server: Server,
  event: EventIndex,
  via: oneOf(...arrivalWays),
  verdict: oneOf(...eventVerdicts),
  /** The room's state before and after the event as this server sees it; absent for outliers. */
  before: Type.Optional(StateIndex),
  after: Type.Optional(StateIndex),
  /** What receipt check 6 asked where that was not the current state: over a gap, or outside. */
  against: Type.Optional(StateIndex),
  why: Type.Optional(Reason),
  /** The event came in its redacted form: no user of the server may see what it says. */
  redacted: Type.Optional(Type.Boolean()),
  /** The signature that the event lacked, as the room's policy server gave it when asked (check 7). */
  policySignature: Type.Optional(Type.String()),
});

export const ExtremitiesRecord = kind("extremities", {
  atMs: Ms,
  server: Server,
  room: Room,
  events: Type.Array(EventIndex),
});

export const StateRecord = kind("state", {
  room: Room,
  id: StateIndex,
  parent: Type.Union([StateIndex, Type.Null()]),
  /** `[type, state_key, event]`; a null event removes the slot. */
  changes: Type.Array(
    Type.Tuple([Type.String(), Type.String(), Type.Union([EventIndex, Type.Null()])]),
  ),
});

export const CurrentRecord = kind("current", {
  atMs: Ms,
  server: Server,
  room: Room,
  state: StateIndex,
});

export const ResolveRecord = kind("resolve", {
  atMs: Ms,
  server: Server,
  room: Room,
  /**
   * What asked for it: the state before an event, the current state over the extremities, or the
   * check for soft failure of an event over a gap.
   */
  why: oneOf("before", "current", "soft-failure"),
  event: Type.Optional(EventIndex),
  inputs: Type.Array(StateIndex),
  output: StateIndex,
  algorithm: Type.String(),
  dialect: Type.String(),
  conflicted: Type.Integer(),
  authDifference: Type.Integer(),
  subgraph: Type.Integer(),
  replayed: Type.Integer(),
  authChecks: Type.Integer(),
});

/** What became of a request on the virtual wire. */
const netResults = ["delivered", "dropped", "held", "timed-out", "refused", "retried"] as const;
export type NetResult = (typeof netResults)[number];

export const NetRecord = kind("net", {
  /** When the request was sent, and when its fate was decided. */
  sentMs: Ms,
  atMs: Ms,
  from: Server,
  to: Server,
  request: Type.String({ description: "send, make_join, send_join, get_missing_events, …" }),
  result: oneOf(...netResults),
  events: Type.Array(EventIndex),
});

/** A server lost what it had stored: a crash with a lost tail, an old backup, an empty disk. */
export const ForgetRecord = kind("forget", {
  atMs: Ms,
  server: Server,
  room: Room,
  /** What it does not know any more. */
  events: Type.Array(EventIndex),
});

/** A server joined a room without its members, and fetches the rest of the state afterwards. */
export const PartialRecord = kind("partial", {
  atMs: Ms,
  server: Server,
  room: Room,
  /** It has part of the state · no server told it the rest · it has the whole state. */
  step: oneOf("begin", "stuck", "end"),
  /** The join. */
  event: EventIndex,
  /** Whom it asks for the state. */
  servers: Type.Array(Server),
});

/** The six verbs of faults, and the beginning and end of a named rule. */
export const faultVerbs = [
  ...["partition", "heal", "hold", "release", "crash", "restart"],
  ...["begin", "end"],
] as readonly FaultVerb[];
export type FaultVerb =
  "partition" | "heal" | "hold" | "release" | "crash" | "restart" | "begin" | "end";

export const FaultRecord = kind("fault", {
  atMs: Ms,
  verb: oneOf(...faultVerbs),
  /** Number of the fault within the run; `heal` and `release` name the one that they end. */
  id: Type.Integer({ minimum: 0 }),
  groups: Type.Optional(Type.Array(Type.Array(Server))),
  oneWay: Type.Optional(Type.Boolean()),
  links: Type.Optional(Type.Array(Type.Tuple([Server, Server]))),
  server: Type.Optional(Server),
  /** Name of the rule of which this is a part, its family, and what it does, in words. */
  rule: Type.Optional(Type.String()),
  family: Type.Optional(Type.String()),
  what: Type.Optional(Type.String()),
  servers: Type.Optional(Type.Array(Server)),
  /** The dialect of state resolution that `servers` follow from now on. */
  dialect: Type.Optional(Type.String()),
  /** `servers` do not ask a room's policy server from now on. */
  asksPolicyServer: Type.Optional(Type.Literal(false)),
  /** When the fault ends, where that is known beforehand. */
  endMs: Type.Optional(Ms),
});

export const OpRecord = kind("op", {
  atMs: Ms,
  server: Server,
  user: Type.String(),
  action: Type.String({ description: "what the user did, in words" }),
  result: oneOf("ok", "refused", "failed"),
  room: Type.Optional(Room),
  event: Type.Optional(EventIndex),
  why: Type.Optional(Type.String()),
});

export const MarkRecord = kind("mark", {
  atMs: Ms,
  /** `state-reset`, `extremity-growth`, `assertion`, `annotation`, `gap`, `left-behind` … */
  mark: Type.String(),
  what: Type.String(),
  server: Type.Optional(Server),
  event: Type.Optional(EventIndex),
});

/** What a check says. `unknown`: the trace does not hold enough to tell. */
const checkResults = ["held", "broken", "unknown"] as const;
export type CheckResult = (typeof checkResults)[number];

export const VerdictRecord = kind("verdict", {
  check: Type.String(),
  result: oneOf(...checkResults),
  detail: Type.String(),
  events: Type.Array(EventIndex),
  servers: Type.Array(Server),
});

export const EndRecord = kind("end", {
  atMs: Ms,
  records: Type.Integer({ description: "records before this one" }),
  hash: Type.String({ description: "rolling hash of the run, 16 hex digits" }),
});

/** Any record. */
export const TraceRecord = Type.Union([
  MetaRecord,
  EventRecord,
  ArriveRecord,
  ExtremitiesRecord,
  StateRecord,
  CurrentRecord,
  ResolveRecord,
  NetRecord,
  ForgetRecord,
  PartialRecord,
  FaultRecord,
  OpRecord,
  MarkRecord,
  VerdictRecord,
  EndRecord,
]);

export type MetaRecord = Static<typeof MetaRecord>;
export type EventRecord = Static<typeof EventRecord>;
export type ArriveRecord = Static<typeof ArriveRecord>;
export type ExtremitiesRecord = Static<typeof ExtremitiesRecord>;
export type StateRecord = Static<typeof StateRecord>;
export type CurrentRecord = Static<typeof CurrentRecord>;
export type ResolveRecord = Static<typeof ResolveRecord>;
export type NetRecord = Static<typeof NetRecord>;
export type ForgetRecord = Static<typeof ForgetRecord>;
export type PartialRecord = Static<typeof PartialRecord>;
export type FaultRecord = Static<typeof FaultRecord>;
export type OpRecord = Static<typeof OpRecord>;
export type MarkRecord = Static<typeof MarkRecord>;
export type VerdictRecord = Static<typeof VerdictRecord>;
export type EndRecord = Static<typeof EndRecord>;
export type TraceRecord = Static<typeof TraceRecord>;
