// What a capacity search loads: a homeserver from its users' side, or, with --origins, from the
// federation's. Sets the stage that the side needs, and hands over who probes.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { ClientProber, InboundProber, type Prober } from "../../../loadtest/capacity/index.ts";
import {
  k6Driver,
  nodeDriver,
  secretsOf,
  setStage,
  targetSampler,
  type Stage,
} from "../../../loadtest/driver/index.ts";
import { openTarget, secretsOfTarget } from "../../../loadtest/federation/index.ts";
import type { CapacityOrder } from "./capacity-order.ts";
import { keptStage, mustBeOn, writeStage } from "./load-files.ts";
import type { Stoppable } from "./stoppable.ts";

export interface Subject {
  readonly prober: Prober;
  /** What must not be in a report. */
  readonly secrets: readonly string[];
  /** Called when the search has ended for good. */
  forget(): void;
}

/** @throws Problem, LoadProblem, BridgeProblem where the stage cannot be set */
export function subjectOf(order: CapacityOrder, told: Told): Promise<Subject> {
  return order.origins === undefined ? users(order, told) : origins(order, order.origins, told);
}

type Told = Pick<Stoppable, "signal" | "progress">;

async function users(order: CapacityOrder, told: Told): Promise<Subject> {
  const { mix, slos, warmUpMs, windowMs, drainMs, seed, listeners, connection } = order;
  const stage = await stageFor(order, told);
  const sampleTarget = targetSampler(order.target);
  const prober = new ClientProber({
    ...{ stage, mix, slos, warmUpMs, windowMs, drainMs, seed },
    ...(listeners !== undefined && { listeners }),
    driver: order.driver === "k6" ? k6Driver(order.k6) : nodeDriver,
    hooks: { connection, ...(sampleTarget !== undefined && { sampleTarget }) },
  });
  return { prober, secrets: secretsOf(stage), forget: () => forgetStage(order) };
}

async function origins(order: CapacityOrder, count: number, told: Told): Promise<Subject> {
  const { slos, warmUpMs, windowMs, drainMs, seed, accounts, roomVersion } = order;
  const target = await openTarget(order.target, {
    ...{ accounts, connection: order.connection, signal: told.signal },
    ...(order.yes !== undefined && { yes: order.yes }),
    ...(order.originHost !== undefined && { originHost: order.originHost }),
  });
  const prober = new InboundProber({
    ...{ target, slos, origins: count, rooms: Math.min(count, order.rooms ?? count), roomVersion },
    ...{ warmUpMs, windowMs, drainMs, seed },
    onProgress: told.progress,
  });
  return { prober, secrets: secretsOfTarget(target, accounts), forget: () => {} };
}

/** A stage holds secrets: it is for its owner only, and goes when the search has ended. */
const stageOfSearch = ({ folder }: CapacityOrder) => join(folder, "stage.secret.json");

/** Removes the stage of a search that has ended, or of another one that was to go on here. */
export function forgetStage(order: CapacityOrder): void {
  rmSync(stageOfSearch(order), { force: true });
}

async function stageFor(order: CapacityOrder, { signal, progress }: Told): Promise<Stage> {
  const { target, users, rooms, seed, accounts, connection } = order;
  const file = order.stageFile ?? stageOfSearch(order);
  // One that is kept from before an interruption was not named, so the order does not know it.
  const stage = order.stage ?? (order.stageFile === undefined ? keptStage(file) : undefined);
  if (stage !== undefined) {
    mustBeOn(target, { stage, stageFile: file });
    return stage;
  }
  const made = await setStage({
    ...{ target, users, seed, accounts, connection, signal },
    ...(rooms !== undefined && { rooms }),
    onProgress: ({ what, done, of }) => progress(`setting the stage: ${what} ${done} of ${of}`),
  });
  writeStage(file, made);
  return made;
}
