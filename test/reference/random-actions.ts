// What people in a made-up room do: draws a sender with an event type, state key and content that
// suit the state, now and then against the rules. Whether the rules allow it is not asked here.
import type { PlainState } from "../../sim/check/referee.ts";
import { slotKey } from "../../sim/check/referee.ts";
import type { GetPdu } from "../../sim/check/referee.ts";
import type { UserId } from "../../sim/protocol/event.ts";
import { JsonFloat, type JsonObject, type JsonValue } from "../../sim/protocol/json.ts";
import type { Prng } from "./prng.ts";
import { asObject, asText, field, type Fields } from "./values.ts";

/** The part of an event that somebody decides. */
export interface Action {
  readonly sender: UserId;
  readonly type: string;
  readonly state_key?: string;
  readonly content: JsonObject;
  readonly redacts?: string;
}

/** Whom and what an action can be about. */
export interface Scene {
  readonly random: Prng;
  /** 1 to 12. */
  readonly version: number;
  /** Who may act now. */
  readonly actors: readonly UserId[];
  /** Everybody. */
  readonly users: readonly UserId[];
  readonly state: PlainState;
  readonly get: GetPdu;
}

/** Draws an action. */
export function randomAction(scene: Scene): Action {
  const { random, actors } = scene;
  // The first users have power, so they get more of the turns.
  const sender = random.pick(random.chance(1, 2) ? actors.slice(0, 3) : actors);
  const draw = random.pick(scene.version <= 9 ? earlyActions : actions);
  return { sender, ...draw(scene, sender) };
}

type Draw = (scene: Scene, sender: UserId) => Omit<Action, "sender">;

const plainState: Draw = ({ random }) => {
  const type = random.pick(["m.room.topic", "m.room.name", "test.score"]);
  const stateKey = type === "test.score" ? random.pick(["", "red", "blue"]) : "";
  return { type, state_key: stateKey, content: { value: random.below(1000) } };
};

const message: Draw = ({ random }) => {
  return { type: "m.room.message", content: { body: `word ${random.below(1000)}` } };
};

const promote: Draw = (scene, sender) => {
  const { random } = scene;
  const target = random.chance(1, 6) ? sender : random.pick(scene.users);
  const users = { ...asObject(field(levelsOf(scene), "users")) };
  if (random.chance(1, 5)) delete users[target];
  else users[target] = written(scene, random.pick([0, 25, 50, 50, 75, 99, 100, 100]));
  return powerLevels(scene, { users });
};

const changeLevels: Draw = (scene) => {
  const { random } = scene;
  const name = random.pick(["ban", "kick", "invite", "redact", "state_default", "events_default"]);
  const level = written(scene, random.pick([0, 25, 50, 75, 100]));
  if (random.chance(1, 2)) return powerLevels(scene, { [name]: level });
  const events = { ...asObject(field(levelsOf(scene), "events")) };
  const type = random.pick(["m.room.topic", "m.room.name", "test.score", "m.room.power_levels"]);
  if (random.chance(1, 4)) delete events[type];
  else events[type] = level;
  return powerLevels(scene, { events });
};

/** Up to version 9 levels come as texts too, up to 5 as floats and as anything. */
function written({ random, version }: Scene, level: number): JsonValue {
  if (version >= 10 || random.chance(2, 3)) return level;
  const texts = [`${level}`, ` ${level} `, `+0${level}`, `-${level}`, `${level}.0`, `${level}x`];
  const floats = [`${level}.75`, `${level / 10}e1`, `${level}e-1`, `-${level}.5`, "1e400"];
  if (version >= 6 || random.chance(1, 2)) return random.pick(texts);
  return random.chance(1, 6) ? 2n ** 53n + BigInt(level) : new JsonFloat(random.pick(floats));
}

const notify: Draw = (scene) => {
  const level = written(scene, scene.random.pick([0, 25, 50, 75, 100]));
  return powerLevels(scene, { notifications: { room: level } });
};

const aliases: Draw = ({ random }, sender) => {
  const own = sender.slice(sender.indexOf(":") + 1);
  const stateKey = random.pick([own, own, own, "b.test"]);
  return { type: "m.room.aliases", state_key: stateKey, content: { aliases: [] } };
};

/** Before version 11 the target stands beside the content. */
const redaction: Draw = (scene) => {
  const { random } = scene;
  const target = random.pick([...scene.state.values(), "$none:a.test"]);
  return { type: "m.room.redaction", content: {}, redacts: target };
};

const joinRules: Draw = (scene) => {
  const { random } = scene;
  const rule = random.pick([
    "public",
    "public",
    "public",
    "invite",
    "invite",
    "knock",
    "restricted",
  ]);
  const mixed = rule === "knock" && random.chance(1, 2) ? "knock_restricted" : rule;
  // Under another key than the empty one the event is state like any other.
  const stateKey = random.chance(1, 12) ? "side" : "";
  return { type: "m.room.join_rules", state_key: stateKey, content: { join_rule: mixed } };
};

const join: Draw = (scene, sender) => {
  const { random } = scene;
  const voucher = random.chance(1, 4) ? random.pick(scene.users) : undefined;
  const content: Record<string, JsonValue> = { membership: "join" };
  if (random.chance(3, 4)) content.displayname = `name ${random.below(100)}`;
  if (voucher !== undefined && isRestricted(scene)) {
    content.join_authorised_via_users_server = voucher;
  }
  return { type: "m.room.member", state_key: sender, content };
};

const leave: Draw = (_scene, sender) => member(sender, "leave");
const knock: Draw = (_scene, sender) => member(sender, "knock");
const invite: Draw = (scene) => member(scene.random.pick(scene.users), "invite");
const kick: Draw = (scene) => member(scene.random.pick(scene.users), "leave");
const ban: Draw = (scene) => member(scene.random.pick(scene.users), "ban");

// How often each is drawn: power and membership are where states part.
const actions: readonly Draw[] = [
  ...[message, plainState, plainState, plainState],
  ...[promote, promote, promote, promote, changeLevels, joinRules, joinRules],
  ...[join, join, join, join, join, join, leave, knock, invite, invite],
  ...[kick, kick, kick, kick, ban],
];

const earlyActions: readonly Draw[] = [...actions, ...actions, aliases, redaction, notify];

function member(target: UserId, membership: string): Omit<Action, "sender"> {
  return { type: "m.room.member", state_key: target, content: { membership } };
}

function powerLevels(scene: Scene, change: JsonObject): Omit<Action, "sender"> {
  const stateKey = scene.random.chance(1, 25) ? "side" : "";
  const content = { ...levelsOf(scene), ...change };
  return { type: "m.room.power_levels", state_key: stateKey, content };
}

function levelsOf(scene: Scene): Fields {
  return contentOf(scene, "m.room.power_levels");
}

function isRestricted(scene: Scene): boolean {
  const rule = asText(field(contentOf(scene, "m.room.join_rules"), "join_rule"));
  return rule === "restricted" || rule === "knock_restricted";
}

function contentOf({ state, get }: Scene, type: string): Fields {
  const id = state.get(slotKey(type, ""));
  return (id === undefined ? undefined : get(id))?.content ?? {};
}
