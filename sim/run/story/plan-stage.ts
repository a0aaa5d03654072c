// The stage on which a scenario is told: it writes the story down as the parts of a plan.
import { seedHash, stream, type Stream } from "../../engine/index.ts";
import { defaultRoomVersion } from "../../protocol/room-version.ts";
import { durationMs } from "../duration.ts";
import type { Plan, PlanFault, PlanRoom, PlanRule } from "../plan/plan.ts";
import type { Duration, GenerateOptions, Moment, RoomInput, Scenario, Stage } from "./scenario.ts";
import { User } from "./user.ts";

export class PlanStage implements Stage {
  readonly servers: readonly string[];
  readonly roomVersion: string;
  readonly serverRows: Plan["servers"];
  readonly rooms: PlanRoom[] = [];
  readonly steps: Plan["steps"] = [];
  readonly #seed: string;
  readonly #startMs: number;
  #faults = 0;

  constructor(story: Scenario, options: GenerateOptions, names: string[], startMs: number) {
    this.servers = names;
    this.roomVersion = options.roomVersion ?? story.roomVersion ?? defaultRoomVersion;
    const policy = options.policy ?? story.policy;
    this.serverRows = names.map((name) => ({ name, ...(policy === undefined ? {} : { policy }) }));
    this.#seed = options.seed;
    this.#startMs = startMs;
  }

  readonly user = (name: string, server: string): User => {
    return new User(name, server);
  };

  readonly room = (input: RoomInput): string => {
    const label = input.name ?? `room${this.rooms.length + 1}`;
    const admins = input.admins ?? [];
    const moderators = input.moderators ?? [];
    const members = [...admins, ...moderators, ...(input.members ?? [])];
    const powers: Record<string, number> = {};
    for (const admin of admins) powers[admin.id] = 100;
    for (const moderator of moderators) powers[moderator.id] = 50;
    this.rooms.push({
      label,
      version: this.roomVersion,
      creator: input.by.id,
      joinRule: input.joinRule ?? "public",
      ...(input.name === undefined ? {} : { name: input.name }),
      powers,
      ...(input.levels === undefined ? {} : { levels: { ...input.levels } }),
      members: [...new Set(members.map((member) => member.id))],
      founding: input.founding ?? "federated",
    });
    return label;
  };

  readonly random = (name: string): Stream => {
    return stream(seedHash(this.#seed), `scenario ${name}`);
  };

  readonly server = (
    name: string,
    change: Partial<Omit<Plan["servers"][number], "name">>,
  ): void => {
    const row = this.serverRows.find((server) => server.name === name);
    if (row === undefined) throw new RangeError(`there is no server ${name}`);
    Object.assign(row, change);
  };

  readonly after = (time: Duration): Moment => {
    const atMs = this.#startMs + durationMs(time);
    const push = (fault: PlanFault): Moment => {
      this.steps.push({ id: this.steps.length, atMs, fault });
      return moment;
    };
    const list = (groups: readonly (readonly string[])[]) => groups.map((group) => [...group]);
    const moment: Moment = {
      do: (...deeds) => {
        for (const deed of deeds) this.steps.push({ id: this.steps.length, atMs, ...deed });
        return moment;
      },
      partition: (...groups) =>
        push({ verb: "partition", id: `cut${++this.#faults}`, groups: list(groups) }),
      cut: (...links) =>
        push({
          verb: "partition",
          id: `cut${++this.#faults}`,
          links: links.map(([from, to]): [string, string] => [from, to]),
        }),
      heal: () => push({ verb: "heal" }),
      hold: (...groups) =>
        push({ verb: "hold", id: `hold${++this.#faults}`, groups: list(groups) }),
      release: () => push({ verb: "release" }),
      crash: (server) => push({ verb: "crash", server }),
      restart: (server) => push({ verb: "restart", server }),
      fault: (name, fields, length) => {
        const rule = { name, ...fields } as unknown as PlanRule;
        const forMs = length === undefined ? {} : { forMs: durationMs(length) };
        this.steps.push({ id: this.steps.length, atMs, ...forMs, rule });
        return moment;
      },
      staleState: (server, { room, type, key = "" }) => {
        const rule = { name: "stale-state", server, room, type, key } as const;
        this.steps.push({ id: this.steps.length, atMs, rule });
        return moment;
      },
    };
    return moment;
  };
}
