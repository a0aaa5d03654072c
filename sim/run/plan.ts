// A plan: everything that a run needs, as JSON that can be kept, edited by hand and run again.
// Nothing is left to chance but the named streams of the seed. The schema is published; reading
// checks it and says where a plan breaks it.
import { Type, type Static } from "typebox";
import Schema from "typebox/schema";
import type { Delay as EngineDelay } from "../engine/index.ts";
import { traceLevels } from "../trace/records.ts";

export const planFormat = "rashomon-plan/1";

const Ms = Type.Integer({ minimum: 0, maximum: 365 * 24 * 3_600_000 });
const Label = Type.String({ minLength: 1, maxLength: 100 });
const UserId = Type.String({ pattern: "^@[^:]+:.+$", maxLength: 255 });
const Ratio = Type.Object({
  numerator: Type.Integer({ minimum: 0 }),
  denominator: Type.Integer({ minimum: 1, maximum: 1 << 20 }),
});

const Delay = Type.Unsafe<EngineDelay>(
  Type.Union([
    Type.Object({ kind: Type.Literal("constant"), ms: Ms }),
    Type.Object({ kind: Type.Literal("uniform"), minMs: Ms, maxMs: Ms }),
    Type.Object({ kind: Type.Literal("table"), ms: Type.Array(Ms, { minItems: 1 }) }),
    Type.Object({
      kind: Type.Literal("regions"),
      regions: Type.Array(Type.String()),
      jitterMs: Type.Optional(Ms),
    }),
  ]),
);

const LinkRule = {
  delay: Delay,
  loss: Type.Optional(Ratio),
  duplication: Type.Optional(Ratio),
};

const Action = Type.Union([
  Type.Object({ kind: Type.Literal("message"), body: Type.String() }),
  Type.Object({ kind: Type.Literal("topic"), topic: Type.String() }),
  Type.Object({ kind: Type.Literal("name"), name: Type.String() }),
  Type.Object({
    kind: Type.Literal("state"),
    type: Type.String(),
    key: Type.String(),
    content: Type.Record(Type.String(), Type.Unknown()),
  }),
  Type.Object({
    kind: Type.Unsafe<"invite" | "kick" | "ban" | "unban">({
      type: "string",
      enum: ["invite", "kick", "ban", "unban"],
    }),
    target: UserId,
  }),
  Type.Object({ kind: Type.Literal("leave") }),
  Type.Object({ kind: Type.Literal("join"), via: Type.Optional(Label) }),
  Type.Object({ kind: Type.Literal("power"), target: UserId, level: Type.Integer() }),
  Type.Object({
    kind: Type.Literal("levels"),
    change: Type.Record(Type.String(), Type.Unknown()),
  }),
  Type.Object({
    kind: Type.Literal("join-rule"),
    rule: Type.String(),
    allow: Type.Optional(Type.Array(Type.Record(Type.String(), Type.Unknown()))),
  }),
]);

const Fault = Type.Union([
  Type.Object({
    verb: Type.Literal("partition"),
    id: Label,
    groups: Type.Optional(Type.Array(Type.Array(Label), { minItems: 1 })),
    links: Type.Optional(Type.Array(Type.Tuple([Label, Label]), { minItems: 1 })),
    oneWay: Type.Optional(Type.Boolean()),
  }),
  Type.Object({ verb: Type.Literal("heal"), id: Type.Optional(Label) }),
  Type.Object({
    verb: Type.Literal("hold"),
    id: Label,
    groups: Type.Optional(Type.Array(Type.Array(Label), { minItems: 1 })),
    links: Type.Optional(Type.Array(Type.Tuple([Label, Label]), { minItems: 1 })),
  }),
  Type.Object({ verb: Type.Literal("release"), id: Type.Optional(Label) }),
  Type.Object({
    verb: Type.Unsafe<"crash" | "restart">({ type: "string", enum: ["crash", "restart"] }),
    server: Label,
  }),
]);

/** Everything subtler than the six verbs: a named way in which a server errs from then on. */
const ServerRule = Type.Object({
  /** `stale-state`: answers /state_ids with an old event at a slot. */
  name: Type.Literal("stale-state"),
  server: Label,
  room: Label,
  type: Type.String(),
  key: Type.String(),
});

const Step = Type.Union([
  Type.Object({
    id: Type.Integer({ minimum: 0 }),
    atMs: Ms,
    user: UserId,
    room: Label,
    action: Action,
  }),
  Type.Object({ id: Type.Integer({ minimum: 0 }), atMs: Ms, fault: Fault }),
  Type.Object({
    id: Type.Integer({ minimum: 0 }),
    atMs: Ms,
    rule: ServerRule,
  }),
]);

const Room = Type.Object({
  label: Label,
  version: Type.String(),
  creator: UserId,
  joinRule: Type.String(),
  name: Type.Optional(Type.String()),
  powers: Type.Record(Type.String(), Type.Integer()),
  levels: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  /** Users that are in the room when the story begins. */
  members: Type.Array(UserId),
  /** `federated`: they join over the wire; `instant`: everybody knows everything at time 0. */
  founding: Type.Unsafe<"federated" | "instant">({
    type: "string",
    enum: ["federated", "instant"],
  }),
});

export const Plan = Type.Object(
  {
    format: Type.Literal(planFormat),
    scenario: Type.String(),
    about: Type.Optional(Type.String()),
    seed: Type.String(),
    servers: Type.Array(
      Type.Object({
        name: Label,
        policy: Type.Optional(Type.String()),
        dialect: Type.Optional(Type.String()),
        region: Type.Optional(Type.String()),
        /** How far the server's clock is ahead of virtual time, in ms. */
        clockOffsetMs: Type.Optional(Type.Integer()),
      }),
      { minItems: 1, maxItems: 100_000 },
    ),
    network: Type.Object({
      ...LinkRule,
      links: Type.Optional(Type.Array(Type.Object({ from: Label, to: Label, ...LinkRule }))),
    }),
    rooms: Type.Array(Room),
    steps: Type.Array(Step, { maxItems: 1_000_000 }),
    /** When all faults end by themselves; absent: only the steps end them. */
    healMs: Type.Optional(Ms),
    /** How long after the last step and the heal the servers may take to come to rest. */
    settleMs: Ms,
    /** How often servers that still differ when all is quiet send one more message each. */
    nudges: Type.Integer({ minimum: 0, maximum: 10 }),
    checks: Type.Array(Type.String()),
    trace: Type.Unsafe<(typeof traceLevels)[number]>({ type: "string", enum: [...traceLevels] }),
  },
  { $id: planFormat, additionalProperties: false },
);

export type Plan = Static<typeof Plan>;
export type PlanStep = Static<typeof Step>;
export type PlanRoom = Static<typeof Room>;
export type PlanFault = Static<typeof Fault>;
export type PlanAction = Static<typeof Action>;

export type PlanReading =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly where: string; readonly message: string };

/** Checks that a JSON value is a plan whose labels all point at something. */
export function readPlan(value: unknown): PlanReading {
  const [ok, errors] = Schema.Errors(Plan, value);
  if (!ok) {
    const deepest = [...errors].sort((a, b) => b.instancePath.length - a.instancePath.length)[0];
    return {
      ok: false,
      where: deepest?.instancePath || "/",
      message: deepest?.message ?? "does not fit the schema of plans",
    };
  }
  return checkLabels(value as Plan);
}

function checkLabels(plan: Plan): PlanReading {
  const servers = new Set(plan.servers.map((server) => server.name));
  const rooms = new Set(plan.rooms.map((room) => room.label));
  const bad = (where: string, message: string): PlanReading => ({ ok: false, where, message });
  if (servers.size < plan.servers.length) return bad("/servers", "two servers share a name");
  const home = (user: string) => servers.has(user.slice(user.indexOf(":") + 1));
  for (const [n, room] of plan.rooms.entries()) {
    for (const user of [room.creator, ...room.members]) {
      if (!home(user)) return bad(`/rooms/${n}`, `${user} is on no server of the plan`);
    }
  }
  for (const [n, step] of plan.steps.entries()) {
    const where = `/steps/${n}`;
    if ("user" in step) {
      if (!home(step.user)) return bad(where, `${step.user} is on no server of the plan`);
      if (!rooms.has(step.room)) return bad(where, `there is no room ${step.room}`);
    } else if ("fault" in step) {
      for (const name of namesIn(step.fault)) {
        if (!servers.has(name)) return bad(where, `there is no server ${name}`);
      }
    }
  }
  return { ok: true, plan };
}

function namesIn(fault: PlanFault): string[] {
  if ("server" in fault) return [fault.server];
  const names: string[] = [];
  if ("groups" in fault && fault.groups !== undefined) names.push(...fault.groups.flat());
  if ("links" in fault && fault.links !== undefined) names.push(...fault.links.flat());
  return names;
}
