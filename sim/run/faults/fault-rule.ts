// What a named fault is: a description, the fields that it takes, and what it does to a world from
// its beginning to its end. One file a fault, or a few that are one idea; catalogue.ts lists them.
// A plan names the fault and its fields, the trace says when it began and ended.
import { Type, type Static, type TObject, type TProperties, type TSchema } from "typebox";
import { seedHash, stream, type Stream } from "../../engine/index.ts";
import type { SharedRoom } from "../../server/index.ts";
import type { FaultRecord } from "../../trace/records.ts";
import type { World } from "../world/world.ts";
import type { End } from "./open-faults.ts";

/** What a fault is done to. */
export const families = ["link", "partition", "server", "clock", "lie"] as const;
export type Family = (typeof families)[number];

/** As much of a plan as faults look at; the plan's type comes from their schemas. */
export interface Setting {
  readonly seed: string;
  readonly servers: readonly {
    readonly name: string;
    readonly policy?: string;
    readonly dialect?: string;
    readonly region?: string;
    readonly operator?: string;
    readonly policyServer?: { readonly refuses: readonly string[] };
  }[];
  readonly rooms: readonly { readonly label: string; readonly version?: string }[];
  readonly healMs?: number;
  /** Absent where a fault is drawn for a plan that is not told yet. */
  readonly steps?: readonly { readonly id: number; readonly user?: string }[];
}

/** What a fault is begun with. */
export interface Scene {
  readonly world: World;
  readonly plan: Setting;
  readonly rooms: ReadonlyMap<string, SharedRoom>;
  /** Number of the fault in the trace. */
  readonly number: number;
  /** The plan's step, which names the draws of the fault. */
  readonly step: number;
  /** How long the fault is to last in ms; undefined: until the run heals, or to its end. */
  readonly forMs: number | undefined;
}

/** What a fault answers when it has begun. */
export interface Begun {
  /** What it does here and now, in words: `hs1 and hs2: 1 in 5 messages never arrives`. */
  readonly what: string;
  readonly servers?: readonly number[];
  /** The dialect that the servers follow from now on. */
  readonly dialect?: string;
  /** False where the servers do not ask a room's policy server from now on. */
  readonly asksPolicyServer?: false;
  /** Where the fault is a cut, hold or crash, it is written down as that, with its places. */
  readonly as?: Pick<FaultRecord, "verb" | "groups" | "links" | "server" | "oneWay">;
  /** Undefined for what is done at once and has no end. */
  readonly end?: End;
}

/** One named fault. */
export interface FaultRule<Name extends string = string, Fields extends TProperties = TProperties> {
  readonly name: Name;
  readonly family: Family;
  /** What happens, in one sentence. */
  readonly about: string;
  /** The fields on a command line, for help: `share=1/5 servers=alpha.test`. */
  readonly example: string;
  /** The story that takes the example, as `rashomon run` names it (default: netsplit-ban). */
  readonly exampleStory?: string;
  readonly schema: TObject<{ name: ReturnType<typeof Type.Literal<Name>> } & Fields>;
  /** True where it is over in a moment, so that a length makes no sense (default: false). */
  readonly momentary?: boolean;
  /** True where it makes no sense without a length (default: false). */
  readonly needsLength?: boolean;
  /** True where it names a step of its plan, so that chance cannot draw it (default: false). */
  readonly namesStep?: boolean;
  /** True where swarms leave it out, as it splits most rooms or asks for what they do not draw (default: false). */
  readonly undrawn?: boolean;
  /** True where it needs a room with a policy server (default: false): it is drawn with one. */
  readonly asksPolicyServer?: boolean;
  /** Checks that it is bound to break (default: none): a swarm that draws it leaves them out. */
  readonly breaks?: readonly string[];
  /** What is wrong with fields that fit the schema; undefined if nothing is. */
  readonly problem?: (input: FieldsOf<Fields>, plan: Setting) => string | undefined;
  readonly begin: (scene: Scene, input: FieldsOf<Fields>) => Begun;
}

export type FieldsOf<Fields extends TProperties> = Static<TObject<Fields>>;

/** A fault as a plan has it: its name and its fields. */
export type RuleInput<Rule> =
  Rule extends FaultRule<infer Name, infer Fields>
    ? { name: Name } & Static<TObject<Fields>>
    : never;

/** Makes a rule of its parts; the schema comes from the fields. */
export function faultRule<Name extends string, Fields extends TProperties>(
  parts: Omit<FaultRule<Name, Fields>, "schema"> & { readonly fields: Fields },
): FaultRule<Name, Fields> {
  const { fields, ...rest } = parts;
  const schema = Type.Object(
    { name: Type.Literal(parts.name), ...fields },
    { additionalProperties: false, description: parts.about },
  );
  return { ...rest, schema: schema as FaultRule<Name, Fields>["schema"] };
}

/** Chance of a fault's own, named by its step. */
export function chanceOf({ plan, step }: Scene, name: string): Stream {
  return stream(seedHash(plan.seed), `fault ${name}`, step);
}

// Fields that many faults share.

const dayMs = 24 * 3_600_000;
const Label = Type.String({ minLength: 1, maxLength: 255 });

/** Servers by name, or by a word of where.ts. */
export const Servers = Type.Array(Label, { minItems: 1 });
export const Ms = Type.Integer({ minimum: 0, maximum: 365 * dayMs });
export const DelayMs = Type.Integer({ minimum: 0, maximum: dayMs });
export const Share = Type.Object(
  {
    numerator: Type.Integer({ minimum: 0 }),
    denominator: Type.Integer({ minimum: 1, maximum: 1 << 20 }),
  },
  {
    additionalProperties: false,
    description: 'a share such as 1/5 or 20%, in a plan { "numerator": 1, "denominator": 5 }',
  },
);
export const Count = Type.Integer({ minimum: 1, maximum: 1_000_000 });
export const RoomLabel = Label;
export const UserId = Type.String({ pattern: "^@[^:]+:.+$", maxLength: 255 });

/** A field that may be left out. */
export const optional = <Schema extends TSchema>(schema: Schema) => Type.Optional(schema);

/** One of some words. */
export const word = <Word extends string>(...words: readonly Word[]) =>
  Type.Unsafe<Word>({ type: "string", enum: [...words] });
