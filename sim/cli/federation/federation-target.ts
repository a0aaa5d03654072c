// Which homeserver `rashomon federation` is about: the one that is named, or the first of those that
// `rashomon synapse up` started.
import {
  openTarget,
  secretsOfTarget,
  type FederationTarget,
} from "../../../loadtest/federation/index.ts";
import type { Option, Options } from "../command.ts";
import {
  accountsOf,
  accountsOn,
  accountsOption,
  connectionOf,
  connectionOptions,
  elsewhereOf,
  originHostOption,
  secretOption,
  targetOf,
  targetOptions,
} from "../load/target-options.ts";

export const federationTargetOptions: readonly Option[] = [
  ...targetOptions,
  secretOption,
  accountsOption,
  originHostOption,
  ...connectionOptions,
];

export interface OpenedTarget {
  readonly target: FederationTarget;
  /** What must not stand in a report. */
  readonly secrets: readonly string[];
}

/** @throws Problem or LoadProblem where there is none, or it cannot be used */
export async function federationTarget(
  options: Options,
  signal: AbortSignal,
): Promise<OpenedTarget> {
  const named = accountsOf(options);
  const to = targetOf(options);
  const { url, own } = to;
  const accounts = accountsOn(to, named);
  const target = await openTarget(url, {
    ...{ accounts, connection: connectionOf(options), ...elsewhereOf(options), signal },
    ...(own?.process !== undefined && { pid: own.process.pid }),
  });
  return { target, secrets: secretsOfTarget(target, accounts) };
}
