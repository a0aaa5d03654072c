// A plan: everything that a run needs, as JSON that can be kept, edited by hand and run again.
// Nothing is left to chance but the named streams of the seed. The schema is published; read-plan.ts
// checks a plan against it, and what no schema can say.
import { Type, type Static } from "typebox";
import { traceLevels } from "../../trace/records.ts";
import { RuleSchema, type PlanRule } from "../faults/catalogue.ts";
import { PropertySchema } from "./property-schema.ts";
import { Label, Ms, object, UserId } from "./schema-parts.ts";
import { Network, Servers } from "./setting-schema.ts";

export const planFormat = "rashomon-plan/1";

/** Names a step for the draws of chance of all that it causes. */
const StepId = Type.Integer({ minimum: 0, maximum: (1 << 28) - 1 });

const Action = Type.Union([
  object({ kind: Type.Literal("message"), body: Type.String() }),
  object({ kind: Type.Literal("topic"), topic: Type.String() }),
  object({ kind: Type.Literal("name"), name: Type.String() }),
  object({
    kind: Type.Literal("state"),
    type: Type.String(),
    key: Type.String(),
    content: Type.Record(Type.String(), Type.Unknown()),
  }),
  object({
    kind: Type.Unsafe<"invite" | "kick" | "ban" | "unban">({
      type: "string",
      enum: ["invite", "kick", "ban", "unban"],
    }),
    target: UserId,
  }),
  object({ kind: Type.Literal("leave") }),
  object({ kind: Type.Literal("join"), via: Type.Optional(Label) }),
  object({ kind: Type.Literal("knock"), via: Type.Optional(Label) }),
  object({ kind: Type.Literal("scroll"), via: Type.Optional(Label) }),
  object({ kind: Type.Literal("power"), target: UserId, level: Type.Integer() }),
  object({ kind: Type.Literal("policy-server"), via: Label }),
  object({
    kind: Type.Literal("levels"),
    change: Type.Record(Type.String(), Type.Unknown()),
  }),
  object({
    kind: Type.Literal("join-rule"),
    rule: Type.String(),
    /** As in m.room.join_rules; a label of the plan stands for the ID of its room. */
    allow: Type.Optional(Type.Array(Type.Record(Type.String(), Type.Unknown()))),
  }),
]);

const Fault = Type.Union([
  object({
    verb: Type.Literal("partition"),
    id: Label,
    groups: Type.Optional(Type.Array(Type.Array(Label), { minItems: 1 })),
    links: Type.Optional(Type.Array(Type.Tuple([Label, Label]), { minItems: 1 })),
    oneWay: Type.Optional(Type.Boolean()),
  }),
  object({ verb: Type.Literal("heal"), id: Type.Optional(Label) }),
  object({
    verb: Type.Literal("hold"),
    id: Label,
    groups: Type.Optional(Type.Array(Type.Array(Label), { minItems: 1 })),
    links: Type.Optional(Type.Array(Type.Tuple([Label, Label]), { minItems: 1 })),
  }),
  object({ verb: Type.Literal("release"), id: Type.Optional(Label) }),
  object({
    verb: Type.Unsafe<"crash" | "restart">({ type: "string", enum: ["crash", "restart"] }),
    server: Label,
  }),
]);

const Step = Type.Union([
  object({
    id: StepId,
    atMs: Ms,
    user: UserId,
    room: Label,
    action: Action,
  }),
  object({ id: StepId, atMs: Ms, fault: Fault }),
  /** Everything subtler than the six verbs, by name; without `forMs` it lasts to the heal or end. */
  object({ id: StepId, atMs: Ms, forMs: Type.Optional(Ms), rule: RuleSchema }),
]);

const Room = object({
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

export const Plan = object(
  {
    format: Type.Literal(planFormat),
    scenario: Type.String(),
    about: Type.Optional(Type.String()),
    seed: Type.String(),
    /** From these times on all chance comes from other seeds, in order of time. */
    reseeds: Type.Optional(
      Type.Array(object({ atMs: Ms, seed: Type.String() }), { maxItems: 1000 }),
    ),
    servers: Servers,
    network: Network,
    rooms: Type.Array(Room),
    steps: Type.Array(Step, { maxItems: 1_000_000 }),
    /** When all faults end by themselves; absent: only the steps end them. */
    healMs: Type.Optional(Ms),
    /** How long after the last step and the heal the servers may take to come to rest. */
    settleMs: Ms,
    /** How often servers that still differ when all is quiet send one more message each. */
    nudges: Type.Integer({ minimum: 0, maximum: 10 }),
    checks: Type.Array(Type.String()),
    /** What the story claims of itself. */
    expect: Type.Optional(Type.Array(PropertySchema, { maxItems: 1000 })),
    trace: Type.Unsafe<(typeof traceLevels)[number]>({ type: "string", enum: [...traceLevels] }),
  },
  { $id: planFormat },
);

export type Plan = Static<typeof Plan>;
export type PlanStep = Static<typeof Step>;
export type PlanRoom = Static<typeof Room>;
export type PlanFault = Static<typeof Fault>;
export type { PlanRule };
export type PlanAction = Static<typeof Action>;
