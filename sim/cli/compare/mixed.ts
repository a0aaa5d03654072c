// `rashomon mixed`: rooms whose servers follow different dialects of state resolution, through a
// netsplit, with nobody at fault. How often do they part, how soon, for how long, and over what?
import { join } from "node:path";
import {
  dialectKnows,
  dialects,
  dialectSwitches,
  findDialect,
} from "../../protocol/state-res/index.ts";
import { roomVersion, roomVersions } from "../../protocol/room-version.ts";
import { mixedPlan } from "../../run/index.ts";
import type { Call, Command, Options } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { mixedPage, mixedText } from "./mixed-text.ts";
import { storyOf, surveyMix, type Mix, type MixResult } from "./mixed-survey.ts";
import { mustTakeFiles, writeWholeFile } from "../output.ts";
import { Problem } from "../problem.ts";

export const mixed: Command = {
  name: "mixed",
  summary: "how often servers of different dialects part over one history, and for how long",
  args: [],
  options: [
    { flags: "--runs <N>", about: "netsplits for each mix, seeds 1 to N (default: 200)" },
    { flags: "--servers <N>", about: "servers in each room (default: 6)" },
    {
      flags: "--dialect <D>",
      about: "two of them: the usual one, and what some servers follow; `spec+SWITCH` is one, too",
      repeats: true,
    },
    { flags: "--switches", about: "each switch alone against the text, half of the servers each" },
    {
      flags: "--room-version <V>",
      about: "of the rooms (default: 10, 11, 12; with --switches 11)",
      repeats: true,
    },
    { flags: "--out <DIR>", about: "where page and plans go (default: out/mixed)" },
  ],
  examples: [
    "rashomon mixed",
    "rashomon mixed --dialect synapse --dialect ruma --runs 1000 --room-version 11",
    "rashomon mixed --switches --json",
  ],
  run,
};

const usualMixes: readonly (readonly [string, string])[] = [
  ["synapse", "ruma"],
  ["synapse", "gomatrixserverlib"],
  ["spec", "synapse"],
];

function run({ options, output }: Call): ExitCode {
  const runs = options.integer("runs", { min: 1, max: 1_000_000 }) ?? 200;
  const servers = options.integer("servers", { min: 2, max: 100 }) ?? 6;
  const mixes = chooseMixes(options, servers);
  const folder = options.text("out") ?? join("out", "mixed");
  mustTakeFiles(folder);
  const started = performance.now();
  const results: MixResult[] = [];
  for (const [n, mix] of mixes.entries()) {
    results.push(
      surveyMix(mix, runs, (done) => {
        if (done % 10 === 0) output.progress(`mix ${n + 1} of ${mixes.length}: ${done} of ${runs}`);
      }),
    );
  }
  output.progress("");
  const seconds = (performance.now() - started) / 1000;
  const page = join(folder, "mixed.html");
  writeWholeFile(page, mixedPage(results));
  const plans = results.flatMap((result) => writePlan(folder, result));
  const json = { command: "mixed", runs, seconds, mixes: results, page, plans };
  const paths = [`Plot: ${page}`, ...plans.map((path) => `rashomon run ${path}`)];
  output.result(json, () => `${mixedText(results, seconds)}\n${paths.join("\n")}\n`);
  // Servers of one dialect that part would be a bug of the simulator.
  const odd = results.some(({ usual, other, parted }) => usual === other && parted.count > 0);
  return odd ? exitCode.broken : exitCode.ok;
}

function chooseMixes(options: Options, servers: number): Mix[] {
  const given = options.list("roomVersion");
  const isSwitches = options.flag("switches");
  const versions = given.length > 0 ? given : isSwitches ? ["11"] : ["10", "11", "12"];
  for (const version of versions) {
    if (roomVersions.has(version)) continue;
    throw new Problem({
      message: `--room-version cannot be ${JSON.stringify(version)}`,
      remedy: `Give one of: ${[...roomVersions.keys()].join(", ")}.`,
    });
  }
  const half = Math.floor(servers / 2);
  if (isSwitches) {
    return versions.flatMap((version) =>
      dialectSwitches.map((name) => {
        // This one means something only beside another.
        const with_ = name === "countsRepeats" ? `orderFromNewest+${name}` : name;
        const usual = name === "countsRepeats" ? "spec+orderFromNewest" : "spec";
        return { version, usual, other: `spec+${with_}`, servers, others: half };
      }),
    );
  }
  return versions.flatMap((version) => mixesOf(version, pairsIn(options, version), servers));
}

/** Each dialect alone, as a control, and each pair with one and with half of the servers the other. */
function mixesOf(
  version: string,
  pairs: readonly (readonly [string, string])[],
  servers: number,
): Mix[] {
  return [
    ...[...new Set(pairs.flat())].map((name) => ({
      ...{ version, usual: name, other: name, servers, others: 0 },
    })),
    ...pairs.flatMap(([usual, other]) =>
      [...new Set([1, Math.floor(servers / 2)])].map((others) => ({
        version,
        usual,
        other,
        servers,
        others,
      })),
    ),
  ];
}

function pairsIn(options: Options, version: string): readonly (readonly [string, string])[] {
  const named = options.list("dialect");
  const rules = roomVersion(version);
  if (named.length === 0) {
    return usualMixes.filter((pair) => pair.every((name) => dialectKnows(name, rules)));
  }
  const [usual, other] = named;
  const unknown = named.find((name) => findDialect(name) === undefined);
  const lost = named.find((name) => !dialectKnows(name, rules));
  if (named.length === 2 && unknown === undefined && lost === undefined) return [[usual, other]];
  if (lost !== undefined) {
    throw new Problem({
      message: `${lost} does not know room version ${version}`,
      remedy: "Name the versions with --room-version, such as 10 or 11, or take another dialect.",
    });
  }
  throw new Problem({
    message:
      unknown === undefined
        ? `--dialect is given ${named.length} times, not twice`
        : `there is no dialect ${unknown}`,
    remedy: `Give two of ${[...dialects.keys()].join(", ")}, or \`spec+SWITCH\`; --switches tries all.`,
  });
}

/** The plan of the smallest run that shows a parting. */
function writePlan(folder: string, result: MixResult): string[] {
  const { smallest, version, usual, other, others } = result;
  if (smallest === null) return [];
  const path = join(folder, `v${version}-${usual}-${others}-${other}.plan.json`);
  const plan = mixedPlan({ seed: smallest, ...storyOf(result) });
  writeWholeFile(path, `${JSON.stringify(plan, null, 2)}\n`);
  return [path];
}
