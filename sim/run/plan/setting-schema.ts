// Where a story is told, as a plan has it: the servers, each with its ways, and the network between them.
// A world is made of this alone.
import { Type, type Static } from "typebox";
import type { Delay as EngineDelay } from "../../engine/index.ts";
import type { TraceLevel } from "../../trace/records.ts";
import { Label, Ms, object, yearMs } from "./schema-parts.ts";

const Ratio = object({
  numerator: Type.Integer({ minimum: 0 }),
  denominator: Type.Integer({ minimum: 1, maximum: 1 << 20 }),
});

const Delay = Type.Unsafe<EngineDelay>(
  Type.Union([
    object({ kind: Type.Literal("constant"), ms: Ms }),
    object({ kind: Type.Literal("uniform"), minMs: Ms, maxMs: Ms }),
    object({ kind: Type.Literal("table"), ms: Type.Array(Ms, { minItems: 1 }) }),
    object({
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

export const Servers = Type.Array(
  object({
    name: Label,
    policy: Type.Optional(Type.String()),
    dialect: Type.Optional(Type.String()),
    region: Type.Optional(Type.String()),
    operator: Type.Optional(Type.String()),
    /** The server signs events as a room's policy server, but none that holds one of the words. */
    policyServer: Type.Optional(
      object({ refuses: Type.Array(Type.String({ minLength: 1, maxLength: 255 })) }),
    ),
    /** How far the server's clock is ahead of virtual time, in ms. */
    clockOffsetMs: Type.Optional(Type.Integer({ minimum: -yearMs, maximum: yearMs })),
  }),
  { minItems: 1, maxItems: 100_000 },
);

export const Network = object({
  ...LinkRule,
  links: Type.Optional(Type.Array(object({ from: Label, to: Label, ...LinkRule }))),
});

/** What a world is made of: as much of a plan as says where its story is told, and how it is written down. */
export interface WorldSetting {
  readonly seed: string;
  readonly servers: Static<typeof Servers>;
  readonly network: Static<typeof Network>;
  readonly trace: TraceLevel;
}
