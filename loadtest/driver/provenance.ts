// Where a result comes from: the machine, and hashes of the plan and of the stage, so that two
// results can be told to be of the same load. Secrets go into no hash.
import { createHash } from "node:crypto";
import { cpus, platform, release, totalmem } from "node:os";
import type { LoadPlan } from "./plan.ts";
import type { Provenance } from "./result.ts";

export function provenanceOf({ stage, mix, shape, seed, haste, inTurn }: LoadPlan): Provenance {
  const { users, rooms, features } = stage;
  const world = {
    features,
    users: users.map(({ persona, rooms }) => [persona, rooms]),
    rooms: rooms.map(({ kind, members }) => [kind, members]),
  };
  return {
    machine: machine(),
    workloadHash: hashOf({
      mix,
      shape,
      seed,
      world,
      ...(haste !== undefined && { haste }),
      ...(inTurn !== undefined && { inTurn }),
    }),
    stageHash: hashOf(world),
  };
}

/** `2 × AMD EPYC …, 24 GiB, linux 6.1`. */
export function machine(): string {
  const processors = cpus();
  return (
    `${processors.length} × ${processors[0]?.model.trim() ?? "unknown"}, ` +
    `${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${release()}`
  );
}

function hashOf(value: object): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}
