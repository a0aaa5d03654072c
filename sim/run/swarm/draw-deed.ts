// What users do in a swarm: kinds of deeds, of which each run has some with weights of its own.
import type { PlanAction } from "../plan/plan.ts";
import type { Dice } from "./dice.ts";

/** Who and where deeds are drawn from. */
export interface Crowd {
  /** The busiest first. */
  readonly users: readonly string[];
  /** Users with power, the creator first. */
  readonly mighty: readonly string[];
  readonly servers: readonly string[];
  /** How much busier the first users are: 0 means that all are alike. */
  readonly heat: number;
}

export type DeedKind = (typeof deedKinds)[number];
export const deedKinds = [
  ...(["message", "topic", "name", "state", "power", "levels", "join-rule"] as const),
  ...(["invite", "join", "leave", "kick", "ban", "unban", "knock", "scroll"] as const),
];

/** A user and what they do. */
export function drawDeed(
  dice: Dice,
  kind: DeedKind,
  crowd: Crowd,
  n: number,
): { user: string; action: PlanAction } {
  const anybody = busy(dice, crowd.users, crowd.heat);
  // Mostly those who may: a refusal on the spot tests little.
  const mighty = dice.oneIn(5) ? anybody : dice.pick(crowd.mighty);
  const target = dice.pick(crowd.users);
  switch (kind) {
    case "message":
      return { user: anybody, action: { kind, body: `word ${n}` } };
    case "topic":
      return { user: mighty, action: { kind, topic: `topic ${n}` } };
    case "name":
      return { user: mighty, action: { kind, name: `name ${n}` } };
    case "state": {
      const content = { value: n };
      return { user: mighty, action: { kind, type: "org.example.thing", key: target, content } };
    }
    case "power":
      return { user: mighty, action: { kind, target, level: dice.pick([0, 25, 50, 50, 100]) } };
    case "levels":
      return { user: mighty, action: { kind, change: drawLevels(dice) } };
    case "join-rule":
      return {
        user: mighty,
        action: { kind, rule: dice.pick(["public", "public", "invite", "knock"]) },
      };
    case "invite":
    case "kick":
    case "ban":
    case "unban":
      return { user: mighty, action: { kind, target } };
    case "join":
    case "knock":
    case "scroll":
      return { user: anybody, action: { kind, via: dice.pick(crowd.servers) } };
    case "leave":
      return { user: anybody, action: { kind } };
  }
}

function drawLevels(dice: Dice): Record<string, number> {
  const field = dice.pick(["ban", "kick", "invite", "state_default", "events_default", "redact"]);
  return { [field]: dice.pick([0, 25, 50, 100]) };
}

/** The first users are drawn more often: user n with weight heat / (n + 1) beside 1. */
function busy(dice: Dice, users: readonly string[], heat: number): string {
  return dice.weighted(
    users.map((user, n) => [1 + Math.floor((heat * users.length) / (n + 1)), user] as const),
  );
}
