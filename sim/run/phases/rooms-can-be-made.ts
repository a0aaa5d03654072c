// Whether the rooms of a plan can be made at all: a version may refuse what another one allows. It
// makes them in a world of their own and goes no further, so it costs a small part of a run.
import { hashSigner, hashVerifier } from "../../protocol/hash-signer.ts";
import { strictIntake } from "../../server/index.ts";
import type { Plan } from "../plan/plan.ts";
import { PlanError } from "../plan/read-plan.ts";
import { setUp } from "./setup.ts";
import { World } from "../world/world.ts";

/** False where `run` would throw a `PlanError`. */
export function roomsCanBeMade(plan: Plan): boolean {
  const intake = strictIntake(hashVerifier());
  const world = new World({
    plan,
    intake,
    signerOf: (name) => hashSigner(name),
  });
  try {
    setUp(world, plan);
    while (world.queue.peekMs() === 0) world.step();
    return true;
  } catch (thrown) {
    if (!(thrown instanceof PlanError)) throw thrown;
    return false;
  }
}
