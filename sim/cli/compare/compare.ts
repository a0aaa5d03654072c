// `rashomon compare`: state resolution by the text beside what other implementations make of the same
// room or of many made-up rooms; every difference explained by switches, shrunk, drawn and counted.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import {
  Portion,
  questionOf,
  randomRoom,
  stateWith,
  type BuiltRoom,
  type Find,
  type TallyReport,
} from "../../compare/index.ts";
import { seedHash } from "../../engine/random.ts";
import { countOf, pendingRanges, roomRecords, type SeedRange } from "../../run/index.ts";
import { writeTrace } from "../../trace/write.ts";
import { embedTrace } from "../../../viz/build.ts";
import { knownRoomVersions, roomVersions } from "../../protocol/room-version.ts";
import { Options, type Call, type Command } from "../command.ts";
import { compareText, exampleText, type CompareReport, type Example } from "./compare-text.ts";
import { confirmRooms, smallestRooms, type FoundRoom } from "./compare-examples.ts";
import { ComparePool } from "./compare-pool.ts";
import { RangeComparer, type CompareOrder } from "./compare-range.ts";
import { CompareStore, type StoredRange } from "./compare-store.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { mustTakeFiles, writeWholeFile, type Output } from "../output.ts";
import { peerNames } from "./peers.ts";
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
    { flags: "--resume <FILE>", about: "keep results in a file, and go on with those in it" },
    { flags: "--jobs <J>", about: "worker threads, each with its programs (default: processors)" },
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
    "rashomon compare --random 100000 --with ruma --with synapse --resume out/compare/all.ndjson",
    "rashomon compare room.ndjson --with 'python3 my-resolver.py'",
  ],
  run,
};

/** Numbers whose rooms a thread compares before it tells. */
const rangeSize = 100;

async function run({ args, options, output }: Call): Promise<ExitCode> {
  const started = performance.now();
  const peers = options.list("with");
  if (peers.length === 0) {
    throw new Problem({
      message: "nothing to compare with",
      remedy: `Name programs: --with ${peerNames[0]} --with ${peerNames[1]}, or --with 'COMMAND'.`,
    });
  }
  const asked = whatIsAsked(args[0], options);
  const folder = options.text("out") ?? join("out", "compare");
  mustTakeFiles(folder);
  const findsMax = options.integer("examples", { min: 0, max: 1000 }) ?? 5;
  const versions = "built" in asked ? [asked.built.version] : asked.versions;
  const order: CompareOrder = { seed: seedHash(asked.seed), versions, peers, findsMax };
  const portion = new Portion(peers, findsMax);
  if ("built" in asked) portion.addResult(await compareOne(order, asked.built));
  else await compareMany({ order, range: asked.range, portion, options, output });
  const tallies = portion.reports(versions);
  refuseSilence(tallies);
  const { rooms, conflicted, apart, shapes, finds } = portion.result();
  const roomOf = ({ room, version }: Find): FoundRoom =>
    "built" in asked ? asked : randomRoom({ seed: order.seed, room, version });
  const found = await confirm(order, smallestRooms(finds, { roomOf, foundOf: countIn(tallies) }));
  const files = await writeExamples(folder, found);
  const whole = "built" in asked ? 1 : countOf(asked.range) * versions.length;
  const next =
    "built" in asked || rooms === whole ? {} : { next: goOn(asked.range, rooms / versions.length) };
  const seconds = (performance.now() - started) / 1000;
  const counts = { rooms, asked: whole, ...next, conflicted, apart };
  const result: CompareReport = {
    ...{ command: "compare", ...counts, shapes, tallies, seconds, examples: files },
  };
  output.result(result, () => compareText(result));
  const isBroken = tallies.some(({ unexplained, nonsense }) => unexplained + nonsense > 0);
  return isBroken ? exitCode.broken : exitCode.ok;
}

async function compareOne(order: CompareOrder, built: BuiltRoom) {
  const comparer = new RangeComparer(order);
  try {
    return await comparer.compareRoom(built);
  } finally {
    comparer.stop();
  }
}

interface Many {
  readonly order: CompareOrder;
  readonly range: SeedRange;
  /** Where results are added up. */
  readonly portion: Portion;
  readonly options: Options;
  readonly output: Output;
}

/** Compares all rooms of a range that are not done yet, until the minutes are over. */
async function compareMany({ order, range, portion, options, output }: Many): Promise<void> {
  const minutes = options.integer("minutes", { min: 1, max: 100_000 });
  const file = options.text("resume");
  const { store, done } =
    file === undefined ? { store: undefined, done: [] } : CompareStore.open(file, order);
  const before = within(range, done);
  for (const { result } of before) portion.addResult(result);
  const numbers = before.flatMap(({ range: { first, last } }) =>
    Array.from({ length: last - first + 1 }, (_, n) => first + n),
  );
  const left = countOf(range) - numbers.length;
  const jobsMost = Math.min(availableParallelism(), Math.ceil(left / rangeSize));
  const jobs = options.integer("jobs", { min: 1, max: 256 }) ?? Math.max(1, jobsMost);
  const started = performance.now();
  let isStopped = false;
  let rooms = 0;
  const stop = () => void (isStopped = true);
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const pool = new ComparePool(order, jobs);
  try {
    await pool.compare(pendingRanges(range, numbers, rangeSize), (some, result) => {
      portion.addResult(result);
      store?.add({ range: some, result });
      rooms += result.rooms;
      const seconds = (performance.now() - started) / 1000;
      const all = countOf(range) * order.versions.length;
      const known = numbers.length * order.versions.length;
      output.progress(`${known + rooms} of ${all} rooms, ${(rooms / seconds).toFixed(0)} a second`);
      return !isStopped && (minutes === undefined || seconds < minutes * 60);
    });
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    pool.stop();
    output.progress("");
  }
}

/** The stored ranges that lie in a range, ascending; none overlaps another. */
function within({ first, last }: SeedRange, done: readonly StoredRange[]): StoredRange[] {
  let next = first;
  const sorted = [...done].sort((a, b) => a.range.first - b.range.first);
  return sorted.filter(({ range }) => {
    const isNew = range.first >= next && range.last <= last;
    if (isNew) next = range.last + 1;
    return isNew;
  });
}

/** The flags that go on after so many numbers of a range. */
function goOn({ first, last }: SeedRange, done: number): string {
  return `--from ${first + done} --random ${last - first + 1 - done}`;
}

/** How many differences of a find's kind were counted. */
function countIn(tallies: readonly TallyReport[]): (find: Find) => number {
  return ({ peer, version, cause }) => {
    const tally = tallies.find((one) => one.peer === peer && one.version === version);
    if (cause.length === 0) return tally?.unexplained ?? 0;
    return tally?.causes.find((one) => one.cause === cause.join("+"))?.count ?? 0;
  };
}

async function confirm(order: CompareOrder, examples: readonly Example[]): Promise<Example[]> {
  const comparer = new RangeComparer(order);
  try {
    return await confirmRooms(examples, comparer.peers);
  } finally {
    comparer.stop();
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

/** One room of a file, or made-up ones. */
type Asked = { readonly seed: string } & (
  | { readonly built: BuiltRoom }
  | { readonly versions: readonly string[]; readonly range: SeedRange }
);

function whatIsAsked(file: string | undefined, options: Options): Asked {
  const count = options.integer("random", { min: 1, max: 1_000_000_000 });
  const seed = options.text("seed") ?? "1";
  if (file !== undefined && count === undefined) return { seed, built: readBuilt(file, options) };
  if (file !== undefined || count === undefined) {
    throw new Problem({
      message:
        file === undefined ? "no room is named" : "a room file and --random exclude each other",
      remedy: "`rashomon compare ROOMFILE --with …` or `rashomon compare --random 1000 --with …`.",
    });
  }
  const given = options.list("roomVersion");
  const versions = given.length > 0 ? [...new Set(given)] : ["10", "11", "12"];
  for (const version of versions) {
    if (roomVersions.has(version)) continue;
    throw new Problem({
      message: `--room-version cannot be ${JSON.stringify(version)}`,
      remedy: `Give one of: ${knownRoomVersions}.`,
    });
  }
  const first = options.integer("from", { min: 0, max: 1_000_000_000 }) ?? 0;
  return { seed, versions, range: { first, last: first + count - 1 } };
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

/** A page takes a megabyte: what several switches cause together has the text and the room. */
async function writeExamples(folder: string, examples: readonly Example[]) {
  const isShown = ({ cause }: Example): boolean => cause.length < 2;
  const template = examples.some(isShown) ? await pageTemplate() : undefined;
  return examples.map((example) =>
    writeExample(folder, example, isShown(example) ? template : undefined),
  );
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
