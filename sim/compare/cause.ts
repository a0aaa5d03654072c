// Which switches of a dialect explain what another implementation made of a room. Nothing is guessed:
// a set of switches explains an answer if resolving with it gives that very answer, and no smaller
// set that was tried does.
import type { EventId } from "../protocol/event.ts";
import type { RoomGraph } from "../protocol/room-graph.ts";
import type { StateId } from "../protocol/state.ts";
import {
  dialects,
  dialectSwitches,
  resolve,
  switchesOf,
  withSwitches,
  type Dialect,
  type DialectSwitch,
} from "../protocol/state-res/index.ts";

/** States of a room that somebody has resolved. */
export interface Conflict {
  readonly graph: RoomGraph;
  readonly states: readonly StateId[];
}

/** The resolved state's event IDs under the text with some switches on, in the order of `sort`. */
export function stateWith(
  { graph, states }: Conflict,
  switches: readonly DialectSwitch[],
): EventId[] {
  return graph.stateIds(resolve(graph, states, { dialect: withSwitches(switches) })).sort();
}

/**
 * The switches that explain an answer: none if it is the text's; undefined if nothing that was tried
 * explains it. Single switches come first, then the presets, each cut down to what is needed.
 * @param answer event IDs in the order of `sort`
 * @param preset what the answering program is known to do: its own switches are tried first
 * @example causeOf(room, answer) // ["chainIncludesState"]
 */
export function causeOf(
  conflict: Conflict,
  answer: readonly EventId[],
  preset?: Dialect,
): readonly DialectSwitch[] | undefined {
  const others = [...dialects.values()].filter((other) => other !== preset);
  if (preset === undefined) return causeAmong(conflict, answer, dialectSwitches, others);
  return (
    causeAmong(conflict, answer, switchesOf(preset), [preset]) ??
    causeAmong(conflict, answer, dialectSwitches, others)
  );
}

function causeAmong(
  conflict: Conflict,
  answer: readonly EventId[],
  singles: readonly DialectSwitch[],
  presets: readonly Dialect[],
): readonly DialectSwitch[] | undefined {
  const explains = (switches: readonly DialectSwitch[]): boolean => {
    const state = stateWith(conflict, switches);
    return state.length === answer.length && state.every((id, n) => id === answer[n]);
  };
  if (explains([])) return [];
  const single = singles.find((name) => explains([name]));
  if (single !== undefined) return [single];
  for (const preset of presets) {
    let needed = switchesOf(preset);
    if (!explains(needed)) continue;
    for (const name of switchesOf(preset)) {
      const fewer = needed.filter((other) => other !== name);
      if (explains(fewer)) needed = fewer;
    }
    return needed;
  }
  return undefined;
}
