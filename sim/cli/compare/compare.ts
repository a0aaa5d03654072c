// `rashomon compare`: state resolution by the text beside what other implementations make of the same
// room or of many made-up rooms; every difference explained by switches, shrunk, drawn and counted.
import { join } from "node:path";
import {
  causeOf,
  randomRoom,
  questionOf,
  stateWith,
  Tally,
  type BuiltRoom,
  type Outcome,
  type RandomRoom,
  type TallyReport,
} from "../../compare/index.ts";
import { seedHash } from "../../engine/random.ts";
import { dialects, resolve, type Dialect } from "../../protocol/state-res/index.ts";
import { roomRecords } from "../../run/index.ts";
import { writeTrace } from "../../trace/write.ts";
import { embedTrace } from "../../../viz/build.ts";
import { roomVersions } from "../../protocol/room-version.ts";
import { Options, type Call, type Command } from "../command.ts";
import { compareText, exampleText, type CompareReport, type Example } from "./compare-text.ts";
import { Examples } from "./compare-examples.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { writeWholeFile } from "../output.ts";
import { Peer, type PeerResult } from "./peer.ts";
import { peerCommand, peerNames } from "./peers.ts";
import { Problem } from "../problem.ts";
import { pageTemplate } from "../view/page-template.ts";
import { readRoom, stateAfter, tipsOf } from "../room/read-room.ts";

export const compare: Command = {
  name: "compare",
  summary: "what other implementations of state resolution make of rooms, and why they differ",
  args: [{ name: "[ROOMFILE]", about: "a room to compare on; or make rooms up with --random" }],
  options: [
    { flags: "--random <N>", about: "make up N rooms of each version" },
    { flags: "--seed <S>", about: "what chance is drawn from (default: 1)" },
    { flags: "--from <K>", about: "go on at the K-th room of the seed (default: 0)" },
    { flags: "--minutes <M>", about: "stop in good time, and say how to go on" },
    {
      flags: "--room-version <V>",
      about: "of the rooms that are made up (default: 10, 11, 12), or of a file that names none",
      repeats: true,
    },
    {
      flags: "--with <PEER>",
      about: `${peerNames.join(", ")}, or a command that speaks the wire format`,
      repeats: true,
    },
    { flags: "--examples <N>", about: "differences to shrink for each cause (default: 5)" },
    { flags: "--out <DIR>", about: "where the smallest room of each cause goes" },
  ],
  examples: [
    "rashomon compare --random 1000 --with ruma --with synapse",
    "rashomon compare --random 100000 --seed 7 --room-version 12 --with ruma --minutes 10 --json",
    "rashomon compare room.ndjson --with 'python3 my-resolver.py'",
  ],
  run,
};

async function run(call: Call): Promise<ExitCode> {
  const { args, options, output } = call;
  const names = options.list("with");
  if (names.length === 0) {
    throw new Problem({
      message: "nothing to compare with",
      remedy: `Name programs: --with ${peerNames[0]} --with ${peerNames[1]}, or --with 'COMMAND'.`,
    });
  }
  const rooms = chooseRooms(args[0], options);
  const peers = names.map((name) => new Peer(peerCommand(name)));
  const comparison = new Comparison(peers, options.integer("examples", { min: 0, max: 1000 }) ?? 5);
  const started = performance.now();
  const limit = options.integer("minutes", { min: 1, max: 100_000 });
  let done = 0;
  try {
    for (const room of rooms.list) {
      if (limit !== undefined && performance.now() - started > limit * 60_000) break;
      await comparison.take(room);
      done++;
      if (done % 50 !== 0) continue;
      const rate = (done / (performance.now() - started)) * 1000;
      output.progress(`${done} of ${rooms.count} rooms, ${rate.toFixed(0)} a second`);
      // Answers are read between two rooms, not only when the queues are full.
      await new Promise((resume) => setImmediate(resume));
    }
    await comparison.settle();
    output.progress("");
    const report = comparison.report({ rooms: done, asked: rooms.count, next: rooms.next?.(done) });
    refuseSilence(report.tallies);
    const folder = options.text("out") ?? join("out", "compare");
    const shrunk = await comparison.examples.confirm(peers);
    // A page takes a megabyte: what several switches cause together has the text and the room.
    const shown = shrunk.filter(({ cause }) => cause.length < 2);
    const template = shown.length === 0 ? undefined : await pageTemplate();
    const files = shrunk.map((example) =>
      writeExample(folder, example, shown.includes(example) ? template : undefined),
    );
    const seconds = (performance.now() - started) / 1000;
    const result: CompareReport = { ...report, seconds, examples: files };
    output.result(result, () => compareText(result));
    const broken = result.tallies.some(({ unexplained, nonsense }) => unexplained + nonsense > 0);
    return broken ? exitCode.broken : exitCode.ok;
  } finally {
    for (const peer of peers) peer.stop();
  }
}

/** A program that never says anything compares nothing: that must not look like agreement. */
function refuseSilence(tallies: readonly TallyReport[]): void {
  for (const peer of new Set(tallies.map((tally) => tally.peer))) {
    const own = tallies.filter((tally) => tally.peer === peer);
    const rooms = own.reduce((sum, tally) => sum + tally.rooms, 0);
    const lost = own.reduce((sum, tally) => sum + tally.crashes + tally.hangs, 0);
    if (rooms === 0 || lost < rooms) continue;
    throw new Problem({
      message: `${peer} answered none of ${rooms} rooms: it cannot be started, or ends or hangs at each`,
      remedy:
        `Known by name are ${peerNames.join(", ")}; any other word is a command, ` +
        "which reads one JSON a line and writes one for each.",
    });
  }
}

interface Rooms {
  readonly list: Iterable<{ built: BuiltRoom; draft?: RandomRoom["draft"] }>;
  readonly count: number;
  /** The flags that go on after some rooms. */
  readonly next?: (done: number) => string | undefined;
}

function chooseRooms(file: string | undefined, options: Options): Rooms {
  const count = options.integer("random", { min: 1, max: 1_000_000_000 });
  if ((file === undefined) === (count === undefined)) {
    throw new Problem({
      message:
        file === undefined ? "no room is named" : "a room file and --random exclude each other",
      remedy: "`rashomon compare ROOMFILE --with …` or `rashomon compare --random 1000 --with …`.",
    });
  }
  if (file !== undefined) return { list: [{ built: readBuilt(file, options) }], count: 1 };
  const given = options.list("roomVersion");
  const versions = given.length > 0 ? given : ["10", "11", "12"];
  for (const version of versions) {
    // Versions 1 and 2 name events on the wire; made-up rooms name them by their hashes.
    if (roomVersions.has(version) && version !== "1" && version !== "2") continue;
    throw new Problem({
      message: `--room-version cannot be ${JSON.stringify(version)}`,
      remedy: `Rooms can be made up for: ${[...roomVersions.keys()].filter((v) => v !== "1" && v !== "2").join(", ")}.`,
    });
  }
  const from = options.integer("from", { min: 0, max: 1_000_000_000 }) ?? 0;
  const seed = seedHash(options.text("seed") ?? "1");
  const total = (count as number) * versions.length;
  return {
    list: madeUp({ seed, versions, from, count: count as number }),
    count: total,
    next: (done) => {
      if (done >= total) return undefined;
      const rooms = Math.floor(done / versions.length);
      return `--from ${from + rooms} --random ${(count as number) - rooms}`;
    },
  };
}

function* madeUp(options: {
  seed: ReturnType<typeof seedHash>;
  versions: readonly string[];
  from: number;
  count: number;
}): Generator<RandomRoom> {
  const { seed, versions, from, count } = options;
  for (let room = from; room < from + count; room++) {
    for (const version of versions) yield randomRoom({ seed, room, version });
  }
}

function readBuilt(file: string, options: Options): BuiltRoom {
  const room = readRoom(file, new Options({ roomVersion: options.list("roomVersion")[0] }));
  const { graph, imported } = room;
  const heads = tipsOf(room);
  const states =
    imported.stateSets?.map((ids) => graph.stateOf(ids.map((id) => graph.indexOf(id)))) ??
    heads.map((head) => stateAfter(room, head));
  const { id } = imported.version;
  return { version: id, graph, events: imported.events, states, heads, eventOf: [] };
}

/** Rooms that may wait for an answer at once: enough to keep every peer busy. */
const ahead = 200;

/** Puts rooms to all peers and counts what they say. */
class Comparison {
  readonly examples: Examples;
  readonly #peers: readonly Peer[];
  readonly #tallies = new Map<string, Tally>();
  readonly #open = new Set<Promise<void>>();
  #conflicted = 0;
  #apart = 0;

  constructor(peers: readonly Peer[], examplesMax: number) {
    this.#peers = peers;
    this.examples = new Examples(examplesMax);
  }

  async take(room: { built: BuiltRoom; draft?: RandomRoom["draft"] }): Promise<void> {
    const line = JSON.stringify(questionOf(room.built));
    const asked = Promise.all(this.#peers.map((peer) => peer.ask(line)));
    const job = asked.then((results) => {
      this.#open.delete(job);
      this.#count(room, results);
    });
    this.#open.add(job);
    while (this.#open.size >= ahead) await Promise.race(this.#open);
  }

  async settle(): Promise<void> {
    await Promise.all(this.#open);
  }

  #count(
    { built, draft }: { built: BuiltRoom; draft?: RandomRoom["draft"] },
    results: readonly PeerResult[],
  ): void {
    if (new Set(built.states).size > 1) this.#conflicted++;
    const answers = new Set<string>();
    for (const [n, result] of results.entries()) {
      const { name } = this.#peers[n].command;
      const preset = dialects.get(name);
      const outcome = judge(built, result, preset);
      const answer = result.kind === "answer" ? result.answer.state : null;
      const isAsPreset =
        preset !== undefined && answer !== null && sameAs(built, preset.name, answer);
      if (answer !== null) answers.add(answer.join());
      this.#tally(name, built.version).add(outcome, isAsPreset);
      this.examples.offer({ peer: name, built, draft, outcome, answer });
    }
    if (answers.size > 1) this.#apart++;
  }

  #tally(peer: string, version: string): Tally {
    const key = `${version} ${peer}`;
    const tally = this.#tallies.get(key) ?? new Tally(peer, version, dialects.has(peer));
    this.#tallies.set(key, tally);
    return tally;
  }

  report(done: { rooms: number; asked: number; next: string | undefined }) {
    const tallies = [...this.#tallies.values()].map((tally) => tally.report());
    return {
      command: "compare" as const,
      ...done,
      conflicted: this.#conflicted,
      apart: this.#apart,
      tallies,
    };
  }
}

function sameAs({ graph, states }: BuiltRoom, dialect: string, answer: readonly string[]): boolean {
  const state = graph.stateIds(resolve(graph, states, { dialect })).sort();
  return state.length === answer.length && state.every((id, n) => id === answer[n]);
}

function judge(built: BuiltRoom, result: PeerResult, preset: Dialect | undefined): Outcome {
  if (result.kind !== "answer") return result;
  const { state, error } = result.answer;
  if (state === null) return { kind: "refused", detail: (error ?? "").slice(0, 200) };
  const cause = causeOf(built, state, preset);
  return cause === undefined ? { kind: "unexplained" } : { kind: "explained", cause };
}

/** Writes a difference as a room file, as a text and, into a template, as a page; answers the paths. */
function writeExample(folder: string, example: Example, template: string | undefined) {
  const { peer, version, cause, built } = example;
  const name = `${peer.replaceAll(/[^\w.-]+/g, "_").slice(0, 40)}-v${version}-${cause.join("+") || "unexplained"}`;
  const room = join(folder, `${name}.json`);
  const text = join(folder, `${name}.txt`);
  writeWholeFile(room, `${JSON.stringify(questionOf(built))}\n`);
  writeWholeFile(text, exampleText(example, stateWith(built, [])));
  const page = template === undefined ? null : join(folder, `${name}.html`);
  if (template !== undefined && page !== null) {
    const records = roomRecords({ ...readRoom(room, new Options({})), name });
    writeWholeFile(page, embedTrace(template, writeTrace(records)));
  }
  const { found, shrunk, confirmed } = example;
  const events = built.events.length;
  const counts = { events, found, shrunk, confirmed };
  return { peer, version, cause: cause.join("+"), ...counts, room, text, page };
}
