// A user acts on their homeserver, and the trace gets it in words, with what came of it.
import { serverOf, type UserId } from "../../protocol/event.ts";
import { act, type Action, type ActionResult, type SharedRoom } from "../../server/index.ts";
import type { OpRecord } from "../../trace/records.ts";
import type { World } from "../world/world.ts";

/**
 * Lets a user act, and writes down what came of it.
 * @param more `words` for what is done (default: the action's own), the plan's `step`, if it is one, and what is
 *   done `instead` where the rules refuse it
 */
export function doAction(
  world: World,
  user: UserId,
  room: SharedRoom,
  action: Action,
  more: { words?: string; step?: number; instead?: { action: Action; words: string } } = {},
): void {
  const { words = describeAction(action), step, instead } = more;
  const server = world.servers[world.serverNumber(serverOf(user))];
  const noteResult = (result: ActionResult): void => {
    noteAction(world, { server: server.number, user, room, words, result });
  };
  if (!server.up) return noteResult({ result: "failed", why: `${server.name} is down` });
  if (world.isPaused(server.number)) {
    return noteResult({ result: "failed", why: `${server.name} stands still` });
  }
  act(server, { shared: room, user, action }, (result) => {
    noteResult(result);
    if (instead !== undefined && result.result === "refused") {
      return doAction(world, user, room, instead.action, { words: instead.words });
    }
    if (step === undefined || result.result !== "ok" || result.event < 0) return;
    world.noteStep(step, room, result.event);
  });
}

/** Writes down what came of an action. */
export function noteAction(
  world: World,
  input: { server: number; user: UserId; room: SharedRoom; words: string; result: ActionResult },
): void {
  const { server, user, room, words: action, result: end } = input;
  const { recorder } = world;
  const event = end.result === "ok" ? recorder.eventNumber(room, end.event) : -1;
  const [kind, atMs] = ["op", world.now()] as const;
  const op: OpRecord = { kind, atMs, server, user, action, result: end.result, room: room.number };
  if (end.result !== "ok") op.why = end.why;
  else if (event >= 0) op.event = event;
  recorder.note(op, server, event);
}

/** An action in words, without its subject: `bans @bob:b`. */
export function describeAction(action: Action): string {
  switch (action.kind) {
    case "message":
      return `says "${action.body.length > 40 ? `${action.body.slice(0, 40)}…` : action.body}"`;
    case "topic":
      return `sets the topic to "${action.topic}"`;
    case "name":
      return `names the room "${action.name}"`;
    case "state":
      return `sets ${action.type}${action.key === "" ? "" : ` of ${action.key}`}`;
    case "power":
      return `gives ${action.target} power ${action.level}`;
    case "policy-server":
      return "names the room's policy server";
    case "levels":
      return `changes ${Object.keys(action.change).join(", ")} of the power levels`;
    case "join-rule":
      return `sets the join rule to ${action.rule}`;
    case "scroll":
      return "scrolls back";
    case "leave":
    case "join":
      return `${action.kind}s the room`;
    case "knock":
      return "knocks at the room";
    default:
      return `${action.kind}s ${action.target}`;
  }
}
