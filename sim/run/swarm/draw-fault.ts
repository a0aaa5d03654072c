// A named fault with fields drawn by chance. What a field may hold comes from the fault's schema and
// the field's name, so a fault that is new in the catalogue is drawn without another word.
import type { PlanRule } from "../faults/catalogue.ts";
import type { FaultRule, Setting } from "../faults/fault-rule.ts";
import { ruleProblem } from "../faults/rule-problem.ts";
import type { Dice } from "./dice.ts";

/** What faults are drawn for. */
export interface Ground extends Setting {
  readonly users: readonly string[];
  /** How large the numbers of this run are: 1 is small, 3 is large. */
  readonly size: number;
}

interface FieldSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly items?: FieldSchema;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** How splits may come and go by chance is left to who asks for it: swarms have enough of that. */
const undrawn = new Set(["cutShare", "healShare", "cutAtLeastMs", "openAtLeastMs", "healOrder"]);

/** Draws a fault; undefined where this one makes no sense in the plan. */
export function drawFault(
  dice: Dice,
  rule: FaultRule,
  ground: Ground,
  when: { atMs: number; forMs: number },
): { rule: PlanRule; atMs: number; forMs?: number } | undefined {
  const { properties, required = [] } = rule.schema as unknown as {
    properties: Readonly<Record<string, FieldSchema>>;
    required?: readonly string[];
  };
  const fields: Record<string, unknown> = { name: rule.name };
  for (const [name, schema] of Object.entries(properties)) {
    if (name === "name" || undrawn.has(name)) continue;
    // How a split goes on is left plain more often than not.
    if (!required.includes(name) && !dice.oneIn(3)) continue;
    fields[name] = drawField(dice, name, schema, ground);
  }
  const length = rule.momentary === true ? {} : { forMs: when.forMs };
  const drawn = { rule: fields as PlanRule, atMs: when.atMs, ...length };
  return ruleProblem(ground, drawn) === undefined ? drawn : undefined;
}

const serverWords = ["one", "one", "one", "third", "minority", "half", "majority"];
const stateTypes = ["m.room.power_levels", "m.room.member", "m.room.join_rules", "m.room.topic"];

function drawField(dice: Dice, name: string, schema: FieldSchema, ground: Ground): unknown {
  if (name === "servers" || name === "to") {
    return [dice.oneIn(3) ? dice.pick(ground.servers).name : dice.pick(serverWords)];
  }
  switch (name) {
    case "server":
      return dice.pick(ground.servers).name;
    case "room":
      return dice.pick(ground.rooms).label;
    case "user":
      return dice.pick(ground.users);
    case "type":
      return dice.pick(stateTypes);
    case "key":
      return "";
    case "status":
      return dice.pick([429, 500, 502, 503, 504]);
  }
  if (schema.enum !== undefined) return dice.pick(schema.enum);
  switch (schema.type) {
    case "boolean":
      return dice.oneIn(2);
    case "object":
      return { numerator: 1, denominator: dice.pick([2, 3, 5, 10, 20].slice(3 - ground.size)) };
    case "array":
      return someOf(
        dice,
        (schema.items?.enum ?? []).filter((word) => word !== "sign" || asksForSigns(ground)),
      );
    default:
      return drawInteger(dice, name, schema, ground);
  }
}

/** Only rooms with a policy server know /sign. */
function asksForSigns({ servers }: Ground): boolean {
  return servers.some(({ policyServer }) => policyServer !== undefined);
}

function someOf(dice: Dice, words: readonly string[]): string[] {
  const some = dice.some(words, 1, 3);
  return some.length > 0 ? some : [dice.pick(words)];
}

/** Sensible numbers by name, as least and most; what is not here is a small count. */
const ranges: Readonly<Record<string, readonly [number, number]>> = {
  bytesPerSecond: [200, 50_000],
  ppm: [1000, 1_000_000],
  steps: [1, 40],
  prevs: [2, 20],
  depth: [1, 1000],
  tsMs: [1, 2 ** 41],
  most: [1, 10],
  keep: [1, 5],
  sides: [2, 4],
};

function drawInteger(dice: Dice, name: string, schema: FieldSchema, { size }: Ground): number {
  const isTime = /Ms$|^ms$/.test(name);
  const [low, high] = ranges[name] ?? (isTime ? [200, 10_000 * size * size] : [1, 2 + size]);
  const number = dice.scaled(low, high);
  const signed = schema.minimum !== undefined && schema.minimum < 0 && dice.oneIn(2);
  return Math.max(
    schema.minimum ?? 0,
    Math.min(schema.maximum ?? number, signed ? -number : number),
  );
}
