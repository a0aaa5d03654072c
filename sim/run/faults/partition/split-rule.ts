// What all partition modes share: how a split is put up and taken down. A mode only says who is on
// which side; here it may stop, slow down or jam what crosses, go one way, flap in a rhythm or by chance
// with times of stability, and heal server by server.
import { Type, type TProperties } from "typebox";
import {
  faultRule,
  Ms,
  optional,
  Share,
  word,
  type Begun,
  type FaultRule,
  type FieldsOf,
  type Scene,
} from "../fault-rule.ts";
import { chance } from "../../../engine/index.ts";
import { chanceOf } from "../fault-rule.ts";
import { shuffled } from "../where.ts";

/** Who cannot reach whom: sides, or single links. */
export type Sides =
  | { readonly groups: readonly (readonly number[])[] }
  | { readonly links: readonly (readonly [number, number])[] };

const how = {
  effect: optional(word("stopped", "slowed", "jammed")),
  oneWay: optional(Type.Boolean()),
  /** The split goes on and off in this rhythm. */
  flapMs: optional(Ms),
  /** The split goes on and off by chance: each second it is put up, or taken down, with this chance. */
  cutShare: optional(Share),
  healShare: optional(Share),
  /** For so long it stays up once it is up, and down once it is down. */
  cutAtLeastMs: optional(Ms),
  openAtLeastMs: optional(Ms),
  /** At the end servers come back one by one, so far apart, in an order drawn by chance or as listed. */
  healEveryMs: optional(Ms),
  healOrder: optional(word("chance", "ascending", "descending")),
};
type How = FieldsOf<typeof how>;

/** Delay on slowed links. */
const slowedMs = 5000;

/** Makes a rule of a mode. */
export function splitRule<Name extends string, Fields extends TProperties>(mode: {
  readonly name: Name;
  readonly about: string;
  readonly example: string;
  readonly exampleStory?: string;
  readonly undrawn?: boolean;
  readonly fields: Fields;
  readonly problem?: FaultRule<Name, Fields & typeof how>["problem"];
  readonly sides: (scene: Scene, input: FieldsOf<Fields>) => Sides;
}): FaultRule<Name, Fields & typeof how> {
  const { sides, ...parts } = mode;
  return faultRule<Name, Fields & typeof how>({
    ...parts,
    family: "partition",
    fields: { ...parts.fields, ...how },
    begin: (scene, input) =>
      split(scene, sides(scene, input as FieldsOf<Fields>), { ...(input as How), name: mode.name }),
  });
}

/** Splits servers until the end is called. */
function split(scene: Scene, sides: Sides, input: How & { name: string }): Begun {
  const { effect = "stopped", oneWay = false, flapMs = 0, healEveryMs = 0 } = input;
  const byChance = comesAndGoes(input);
  const links = linksOf(scene, sides, oneWay);
  const wall = new Wall(scene, links, effect);
  wall.up();
  if (flapMs > 0) flap(scene, wall, flapMs);
  else if (byChance) comeAndGo(scene, wall, input, scene.world.now());
  const end = () => {
    wall.over = true;
    if (healEveryMs === 0) return wall.down();
    healOneByOne(scene, wall, input);
  };
  const shown =
    "groups" in sides
      ? { groups: sides.groups.map((group) => [...group]) }
      : { links: links.map(([a, b]): [number, number] => [a, b]) };
  const verb = effect === "stopped" ? "partition" : "hold";
  const rhythm = flapMs > 0 ? `, on and off every ${flapMs} ms` : byChance ? ", now and then" : "";
  const what = `${input.name}, ${effect}${rhythm}`;
  return { what, as: { verb, ...shown, ...(oneWay ? { oneWay } : {}) }, end };
}

/** Every link that crosses, in both directions unless it goes one way. */
function linksOf({ world }: Scene, sides: Sides, oneWay: boolean): (readonly [number, number])[] {
  if ("links" in sides) {
    const back = oneWay ? [] : sides.links.map(([a, b]) => [b, a] as const);
    return [...sides.links, ...back];
  }
  const further = sides.groups.length;
  const groupOf = new Array<number>(world.serverCount).fill(further);
  for (const [n, group] of sides.groups.entries()) for (const server of group) groupOf[server] = n;
  const links: (readonly [number, number])[] = [];
  for (let a = 0; a < groupOf.length; a++) {
    for (let b = 0; b < groupOf.length; b++) {
      if (groupOf[a] === groupOf[b] || (oneWay && groupOf[a] !== 0)) continue;
      links.push([a, b]);
    }
  }
  return links;
}

/** Something in the way on a set of links. */
class Wall {
  over = false;
  readonly links: readonly (readonly [number, number])[];
  readonly #scene: Scene;
  readonly #effect: "stopped" | "slowed" | "jammed";
  #down: (() => void) | undefined;

  constructor(
    scene: Scene,
    links: readonly (readonly [number, number])[],
    effect: "stopped" | "slowed" | "jammed",
  ) {
    this.#scene = scene;
    this.links = links;
    this.#effect = effect;
  }

  up(links: readonly (readonly [number, number])[] = this.links): void {
    this.down();
    const { world } = this.#scene;
    const { faults } = world;
    if (links.length === 0) return;
    if (this.#effect === "stopped") {
      const id = faults.cutLinks(links);
      this.#down = () => void faults.heal(id);
    } else if (this.#effect === "jammed") {
      const id = faults.hold({ pairs: links });
      this.#down = () => {
        faults.release(id);
        world.wire.releaseHeld();
      };
    } else {
      const keys = new Set(links.map(([from, to]) => from * world.serverCount + to));
      const meant = (from: number, to: number) => keys.has(from * world.serverCount + to);
      const rule = { delay: { kind: "constant", ms: slowedMs } } as const;
      this.#down = world.links.change({ meant, rule });
    }
  }

  down(): void {
    this.#down?.();
    this.#down = undefined;
  }

  get isUp(): boolean {
    return this.#down !== undefined;
  }
}

/** Names the draws of flaps and heals; far from those of steps, nudges and ends. */
const wallCause = (1 << 30) + (1 << 28);

function flap(scene: Scene, wall: Wall, everyMs: number, n = 1): void {
  const { world, step } = scene;
  world.at(world.now() + everyMs, wallCause + (step % 4096) * 4096 + (n % 4096), () => {
    if (wall.over) return;
    if (wall.isUp) wall.down();
    else wall.up();
    flap(scene, wall, everyMs, n + 1);
  });
}

/** How often a split that comes and goes is looked at. */
const lookMs = 1000;
const always = { numerator: 1, denominator: 1 };

function comesAndGoes(input: How): boolean {
  const { cutShare, healShare, cutAtLeastMs, openAtLeastMs } = input;
  return [cutShare, healShare, cutAtLeastMs, openAtLeastMs].some((field) => field !== undefined);
}

/** Looks at the split each second, and turns it if it has been stable for long enough and chance will. */
function comeAndGo(scene: Scene, wall: Wall, input: How, sinceMs: number, n = 1): void {
  const { world, step } = scene;
  world.at(world.now() + lookMs, wallCause + (step % 4096) * 4096 + (n % 4096), () => {
    if (wall.over) return;
    const { cutShare = always, healShare = always, cutAtLeastMs = 0, openAtLeastMs = 0 } = input;
    const { numerator, denominator } = wall.isUp ? healShare : cutShare;
    const isStable = world.now() - sinceMs < (wall.isUp ? cutAtLeastMs : openAtLeastMs);
    const turns = !isStable && chance(chanceOf(scene, "turns").at(n), numerator, denominator);
    if (turns && wall.isUp) wall.down();
    else if (turns) wall.up();
    comeAndGo(scene, wall, input, turns ? world.now() : sinceMs, n + 1);
  });
}

/** Each server in turn is freed of all its links. */
function healOneByOne(
  scene: Scene,
  wall: Wall,
  { healEveryMs: everyMs = 0, healOrder }: How,
): void {
  const { world, step } = scene;
  let links = wall.links;
  const order = shuffled(scene, "heal order");
  if (healOrder === "ascending") order.sort((a, b) => a - b);
  if (healOrder === "descending") order.sort((a, b) => b - a);
  for (const [n, server] of order.entries()) {
    world.at(world.now() + n * everyMs, wallCause + (step % 4096) * 4096 + n, () => {
      links = links.filter((link) => !link.includes(server));
      if (links.length === 0) wall.down();
      else wall.up(links);
    });
  }
}
