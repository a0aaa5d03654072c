// Which homeserver `rashomon federation` is about: the one that is named, or the first of those that
// `rashomon synapse up` started.
import type { AccountSource, Connection } from "../../../loadtest/driver/index.ts";
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
  type LoadTarget,
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

/** A target as the options name it; nothing was asked of it yet. */
export interface NamedTarget extends LoadTarget {
  readonly accounts: AccountSource;
  readonly connection: Connection;
  readonly elsewhere: ReturnType<typeof elsewhereOf>;
}

/** @throws Problem or LoadProblem where none is named, or it may not be used */
export function namedTarget(options: Options): NamedTarget {
  const named = accountsOf(options);
  const [connection, elsewhere] = [connectionOf(options), elsewhereOf(options)];
  const to = targetOf(options);
  return { ...to, accounts: accountsOn(to, named), connection, elsewhere };
}

/** @throws LoadProblem where it cannot be used */
export async function openedTarget(
  { url, own, accounts, connection, elsewhere }: NamedTarget,
  signal: AbortSignal,
): Promise<OpenedTarget> {
  const target = await openTarget(url, {
    ...{ accounts, connection, ...elsewhere, signal },
    ...(own?.process !== undefined && { pid: own.process.pid }),
  });
  return { target, secrets: secretsOfTarget(target, accounts) };
}
