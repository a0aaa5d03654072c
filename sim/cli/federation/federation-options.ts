// Options that loads from the federation's side share.
import { join } from "node:path";
import { spokenVersions } from "../../bridge/room-book.ts";
import type { Option, Options } from "../command.ts";
import { folderName } from "../run/run-folder.ts";

export const roomVersionOption: Option = {
  flags: "--room-version <V>",
  about: "version of the rooms (default: 12)",
};

export const seedOption: Option = {
  flags: "--seed <TEXT>",
  about: "keys and events follow from it (default: 1)",
};

export const mannerOption: Option = {
  flags: "--manner <N=HOW>",
  about: "origin N is slow, dead, flapping, retrying, silent or stateless, once all have joined",
  repeats: true,
};

/** Where the report goes. */
export function reportOption(verb: string): Option {
  return {
    flags: "-o, --out <DIR>",
    about: `folder for the report (default: out/federation/${verb}/…)`,
  };
}

export function reportFolder(options: Options, verb: string, name: string): string {
  return options.text("out") ?? join("out", "federation", verb, folderName(name));
}

export function roomVersionOf(options: Options): string {
  return options.choice("roomVersion", spokenVersions) ?? "12";
}

export function seedOf(options: Options): string {
  return options.text("seed") ?? "1";
}
