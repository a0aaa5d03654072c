// Two readings of one resolution: for each key that comes out differently, what the text makes of it
// and why, and what another dialect does.
import { keyName } from "../protocol/event-name.ts";
import { explainKey } from "../protocol/state-res/explain-text.ts";
import { explainResolution, type KeyExplanation } from "../protocol/state-res/explain.ts";
import { withSwitches, type DialectSwitch } from "../protocol/state-res/index.ts";
import type { Conflict } from "./cause.ts";

/** The keys that differ, each with both explanations, as text. */
export function sideBySide(
  { graph, states }: Conflict,
  switches: readonly DialectSwitch[],
): string {
  const text = explainResolution(graph, states);
  const other = explainResolution(graph, states, { dialect: withSwitches(switches) });
  const keys = new Map<string, [KeyExplanation?, KeyExplanation?]>();
  for (const [side, { keys: explained }] of [text, other].entries()) {
    for (const key of explained) {
      const name = keyName(key.type, key.stateKey);
      const pair = keys.get(name) ?? [];
      pair[side] = key;
      keys.set(name, pair);
    }
  }
  const lines: string[] = [];
  for (const [name, [byText, byOther]] of keys) {
    if (byText?.winner?.id === byOther?.winner?.id && byText && byOther) continue;
    if (!byText?.winner && !byOther?.winner) continue;
    lines.push(`${name}`, "", "by the text:", ...explained(byText, text.labels));
    lines.push("", `with ${switches.join(", ")}:`, ...explained(byOther, other.labels), "");
  }
  return lines.map((line) => `${line}\n`).join("");
}

function explained(key: KeyExplanation | undefined, labels: readonly string[]): string[] {
  if (key === undefined) return ["  nothing of this key is replayed."];
  return explainKey(key, labels).map((line) => `  ${line}`);
}
