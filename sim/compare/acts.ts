// What people in a made-up room do: draws a sender with an event type, state key and content that
// suit the state, now and then against the rules. Whether the rules allow it is not asked here.
import type { UserId } from "../protocol/event.ts";
import { isObject, type JsonObject, type JsonValue } from "../protocol/json.ts";
import type { RoomGraph } from "../protocol/room-graph.ts";
import type { StateId } from "../protocol/state.ts";
import type { Dice } from "./dice.ts";
import type { Act } from "./draft.ts";

/** Whom and what an act can be about. */
export interface Scene {
  readonly dice: Dice;
  readonly graph: RoomGraph;
  readonly state: StateId;
  /** Who may act now. */
  readonly actors: readonly UserId[];
  /** Everybody. */
  readonly users: readonly UserId[];
}

/** Draws an act. */
export function drawAct(scene: Scene): Act {
  const { dice, actors } = scene;
  // The first users have power, so they get more of the turns.
  const sender = dice.pick(dice.chance(1, 2) ? actors.slice(0, 3) : actors);
  return { sender, ...dice.pick(kinds)(scene, sender) };
}

/** A membership of somebody, by somebody. */
export function memberAct(sender: UserId, target: UserId, membership: string): Act {
  return { sender, ...member(target, membership) };
}

type Deed = Omit<Act, "sender">;
type Kind = (scene: Scene, sender: UserId) => Deed;

const plain: Kind = ({ dice }) => {
  const type = dice.pick(["m.room.topic", "m.room.name", "test.score"]);
  return { type, stateKey: "", content: { value: dice.below(1000) } };
};

const promote: Kind = (scene, sender) => {
  const { dice } = scene;
  const target = dice.chance(1, 6) ? sender : dice.pick(scene.users);
  const users = copyOf(objectAt(levelsOf(scene), "users"));
  if (dice.chance(1, 5)) delete users[target];
  else users[target] = dice.pick([0, 25, 50, 50, 75, 99, 100, 100]);
  return powerLevels(scene, { users });
};

const changeLevels: Kind = (scene) => {
  const { dice } = scene;
  const name = dice.pick(["ban", "kick", "invite", "redact", "state_default", "events_default"]);
  const level = dice.pick([0, 25, 50, 75, 100]);
  if (dice.chance(1, 2)) return powerLevels(scene, { [name]: level });
  const events = copyOf(objectAt(levelsOf(scene), "events"));
  const type = dice.pick(["m.room.topic", "m.room.name", "test.score", "m.room.power_levels"]);
  if (dice.chance(1, 4)) delete events[type];
  else events[type] = level;
  return powerLevels(scene, { events });
};

const joinRules: Kind = (scene) => {
  const { dice } = scene;
  const rule = dice.pick(["public", "public", "public", "invite", "invite", "knock", "restricted"]);
  const mixed = rule === "knock" && dice.chance(1, 2) ? "knock_restricted" : rule;
  // Under another key than the empty one the event is state like any other.
  const stateKey = dice.chance(1, 30) ? "side" : "";
  return { type: "m.room.join_rules", stateKey, content: { join_rule: mixed } };
};

const join: Kind = (scene, sender) => {
  const { dice } = scene;
  const content: Record<string, JsonValue> = { membership: "join" };
  if (dice.chance(3, 4)) content.displayname = `name ${dice.below(100)}`;
  if (isRestricted(scene) && dice.chance(1, 2)) {
    content.join_authorised_via_users_server = dice.pick(scene.users);
  }
  return { type: "m.room.member", stateKey: sender, content };
};

const leave: Kind = (_scene, sender) => member(sender, "leave");
const knock: Kind = (_scene, sender) => member(sender, "knock");
const invite: Kind = ({ dice, users }) => member(dice.pick(users), "invite");
const kick: Kind = ({ dice, users }) => member(dice.pick(users), "leave");
const ban: Kind = ({ dice, users }) => member(dice.pick(users), "ban");

// How often each is drawn: power and membership are where states part.
const kinds: readonly Kind[] = [
  ...[plain, plain, plain, promote, promote, promote, promote, changeLevels],
  ...[joinRules, joinRules, join, join, join, join, join, leave, knock, invite, invite],
  ...[kick, kick, kick, ban, ban],
];

function member(target: UserId, membership: string): Deed {
  return { type: "m.room.member", stateKey: target, content: { membership } };
}

function powerLevels(scene: Scene, change: JsonObject): Deed {
  const stateKey = scene.dice.chance(1, 50) ? "side" : "";
  return { type: "m.room.power_levels", stateKey, content: { ...levelsOf(scene), ...change } };
}

function levelsOf(scene: Scene): JsonObject {
  return contentAt(scene, scene.graph.powerLevelsSlot);
}

function isRestricted(scene: Scene): boolean {
  const { join_rule: rule } = contentAt(scene, scene.graph.joinRulesSlot);
  return rule === "restricted" || rule === "knock_restricted";
}

function contentAt({ graph, state }: Scene, slot: number): JsonObject {
  const event = graph.states.get(state, slot);
  return event < 0 ? {} : graph.pdu(event).content;
}

function objectAt(content: JsonObject, key: string): JsonObject {
  const value = content[key];
  return value !== undefined && isObject(value) ? value : {};
}

function copyOf(object: JsonObject): Record<string, JsonValue | undefined> {
  return { ...object };
}
