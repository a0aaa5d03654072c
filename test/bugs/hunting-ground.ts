// Random stories in which planted bugs are looked for: one room, five servers, power, bans, joins
// and leaves, splits, holds, crashes, loss. Kept small, so that hundreds run in a few seconds.
import { seedHash, stream } from "../../sim/engine/index.ts";
import { below, generate, scenario } from "../../sim/index.ts";
import type { Deed, Plan, Stage, User } from "../../sim/index.ts";
import type { Opening } from "./planted-bug.ts";

const serverNames = ["amber.test", "birch.test", "cedar.test", "delta.test", "elder.test"];
const versions = ["10", "11", "11", "12"];
const policies = ["synapse", "minimal"];
const deedsPerStory = 70;
/** Two deeds are at most this far apart, now and then much farther. */
const stepMs = 2000;
const restMs = 20 * 60_000;
const invitations = 16;
const invitationMs = 5000;

/** What a bug asks of the stories in which it is looked for. */
export interface Hunted {
  readonly checks?: readonly string[] | undefined;
  readonly faults?: readonly string[] | undefined;
  readonly opening?: Opening | undefined;
}

/**
 * The story of a seed.
 * @param more checks that are asked besides the usual ones, and named faults besides the story's
 */
export function huntingPlan(seed: string, more: Hunted = {}): Plan {
  const { checks = [], faults = [], opening } = more;
  const draw = stream(seedHash(seed), "hunting ground");
  const one = (n: number, from: readonly string[]) => from[below(draw.at(n), from.length)];
  const lossy = below(draw.at(2), 3) === 0;
  const ground = opening ? { ...huntingGround, story: openings[opening] } : huntingGround;
  const story = lossy ? { ...ground, loss: { numerator: 1, denominator: 20 } } : ground;
  // Since version 11 redaction leaves who may invite.
  const roomVersion = opening === "guarded-invitations" ? "10" : one(0, versions);
  const options = { seed, roomVersion, policy: one(1, policies), faults };
  const plan = generate(story, options);
  const trace = checks.includes("traffic") ? "full" : plan.trace;
  return { ...plan, checks: ["all", ...checks], trace };
}

const huntingGround = scenario({
  name: "hunting-ground",
  about: "Users of five servers do what they please, while links and servers fail.",
  servers: serverNames,
  trace: "events",
  healAfter: "3h",
  story: tell,
});

/** A source of draws that are asked for one after another. */
class Dice {
  readonly #stage: Stage;
  #next = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  below(count: number): number {
    return below(this.#stage.random("dice").at(this.#next++), count);
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)];
  }
}

const openings: Readonly<Record<Opening, (stage: Stage) => void>> = {
  "policy-server": tellPoliced,
  "guarded-invitations": tellGuarded,
};

/** As `tell`, while moderators invite guests, and ada keeps invitations for herself again and again. */
function tellGuarded(stage: Stage): void {
  const { ada, room, moderators } = tell(stage);
  for (let n = 0; n < invitations; n++) {
    const by = moderators[n % moderators.length];
    const guest = stage.user(`guest${n}`, serverNames[n % serverNames.length]);
    stage.after(invitationMs * (n + 1)).do(by.invite(room, guest));
    const invite = n % 2 === 0 ? 100 : 0;
    stage.after(invitationMs * (n + 1) + stepMs).do(ada.changeLevels(room, { invite }));
  }
}

/** As `tell`, with the last server as the room's policy server. */
function tellPoliced(stage: Stage): void {
  const policyServer = serverNames[serverNames.length - 1];
  stage.server(policyServer, { policyServer: { refuses: [] } });
  const { ada, room } = tell(stage);
  stage.after(500).do(ada.setPolicyServer(room, policyServer));
}

function tell(stage: Stage): { ada: User; room: string; moderators: readonly User[] } {
  const dice = new Dice(stage);
  const home = (name: string, n: number) => stage.user(name, serverNames[n]);
  const ada = home("ada", 0);
  const admins = [home("bea", 1)];
  const moderators = [home("cas", 2), home("dan", 3)];
  const members = [home("amy", 0), home("ben", 1), home("eve", 4)];
  const strangers = [home("cyd", 2), home("eli", 4)];
  const room = stage.room({ by: ada, admins, moderators, members });
  const users = [ada, ...admins, ...moderators, ...members, ...strangers];
  let atMs = 1000;
  for (let n = 0; n < deedsPerStory; n++) {
    atMs += dice.below(25) === 0 ? restMs : dice.below(stepMs);
    if (dice.below(8) === 0) trouble(stage, dice, atMs);
    stage.after(atMs).do(deed(dice, { room, users, n }));
  }
  return { ada, room, moderators };
}

/** What somebody does; the powerful do more than talk. */
function deed(
  dice: Dice,
  { room, users, n }: { room: string; users: readonly User[]; n: number },
): Deed {
  const mighty = users.slice(0, 4);
  const by = dice.pick(dice.below(3) === 0 ? users : mighty);
  const target = dice.pick(users);
  switch (dice.below(18)) {
    case 0:
    case 1:
    case 2:
      return by.setTopic(room, `topic ${n}`);
    case 3:
      return by.setName(room, `name ${n}`);
    case 4:
    case 5:
      return by.setPowerLevel(room, target, dice.pick([0, 50, 50, 100]));
    case 6:
      return by.ban(room, target);
    case 7:
      return by.kick(room, target);
    case 8:
      return by.unban(room, target);
    case 9:
      return by.invite(room, target);
    case 10:
    case 11:
      return target.join(room, dice.pick(serverNames));
    case 12:
      return dice.pick(users.slice(2)).leave(room);
    case 13:
      return by.setJoinRule(room, dice.pick(["public", "invite"]));
    case 14:
      return target.scrollBack(room, dice.pick(serverNames));
    case 15:
      return by.changeLevels(room, {
        ban: dice.pick([0, 50, 100]),
        state_default: dice.pick([0, 50]),
      });
    default:
      return target.say(room, `word ${n}`);
  }
}

/** Something breaks, for seconds or for longer than servers keep what they could not send. */
function trouble(stage: Stage, dice: Dice, atMs: number): void {
  const long = dice.below(3) === 0 ? restMs * 5 : 0;
  const endMs = atMs + 2000 + dice.below(20_000) + long;
  const size = 1 + dice.below(serverNames.length - 2);
  const some = serverNames.filter((_name, n) => (n + dice.below(2)) % 2 === 0).slice(0, size);
  const one = dice.pick(serverNames);
  switch (dice.below(4)) {
    case 0:
    case 1:
      if (some.length === 0) return;
      stage.after(atMs).partition(some);
      stage.after(endMs).heal();
      return;
    case 2:
      stage.after(atMs).hold([one]);
      stage.after(endMs).release();
      return;
    default:
      stage.after(atMs).crash(one);
      stage.after(endMs).restart(one);
  }
}
