// How a run from the federation's side ended, and what took part in it: the same for all of them.
import { machine } from "../driver/provenance.ts";
import { versions } from "../driver/versions.ts";
import type { FederationEnd, FederationProvenance } from "./result.ts";
import type { FederationTarget } from "./target.ts";

export function endOf({
  targetLost,
  stopped,
}: {
  targetLost: boolean;
  stopped: boolean;
}): FederationEnd {
  if (stopped) return { how: "stopped", why: "It was stopped by its user." };
  if (!targetLost) return { how: "whole", why: "" };
  return {
    how: "target lost",
    why: "The target is lost: it gave no answer any more.",
  };
}

export function federationProvenance(
  { software }: FederationTarget,
  startedAt: string,
  more: Readonly<Record<string, string>> = {},
): FederationProvenance {
  const programs = { ...versions(), ...more, ...(software !== undefined && { target: software }) };
  return { startedAt, machine: machine(), versions: programs };
}
