// Our dialects are what real implementations do: on made-up rooms ruma's crate, Synapse's resolver and
// gomatrixserverlib give the state that our dialects of their names give, and what differs from the
// text has a cause. ruma and Synapse are asked about 100,000 rooms of each version, for which two cores
// need some seven minutes; the others about as many as two minutes allow. The numbers are printed.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { CompareReport } from "../../sim/cli/compare/compare-text.ts";
import { temporaryFolder } from "../sim/cli/call.ts";

interface Asked {
  readonly versions: readonly string[];
  readonly peers: readonly string[];
  readonly minutes: number;
  readonly roomsMin: number;
}

const asked: readonly Asked[] = [
  { versions: ["6", "10", "11", "12"], peers: ["ruma", "synapse"], minutes: 20, roomsMin: 5000 },
  { versions: ["6", "10", "11"], peers: ["gomatrixserverlib"], minutes: 2, roomsMin: 1000 },
  // State resolution v1, and IDs that servers choose; ruma's crate has neither.
  { versions: ["1", "2"], peers: ["synapse", "gomatrixserverlib"], minutes: 2, roomsMin: 1000 },
];

// A program of its own: what runs inside the test runner is compiled for it, and slower.
const program = fileURLToPath(new URL("../../sim/cli/main.ts", import.meta.url));
const execute = promisify(execFile);

test.each(asked)(
  "$peers resolve made-up rooms as our dialects do",
  async ({ versions, peers, minutes, roomsMin }) => {
    const bounds = ["--random", "100000", "--minutes", String(minutes), "--examples", "1"];
    const named = [
      ...versions.flatMap((version) => ["--room-version", version]),
      ...peers.flatMap((name) => ["--with", name]),
    ];
    const argv = ["compare", ...bounds, "--seed", "real", ...named, "--out", temporaryFolder()];
    // What differs without a cause ends it with 1; the report says what that was.
    const { stdout } = await execute(process.execPath, [program, ...argv, "--json"], {
      ...{ maxBuffer: 1 << 26, timeout: 2_300_000 },
    }).catch((failed: { stdout?: string }) => {
      if (!failed.stdout?.startsWith("{")) throw failed;
      return { stdout: failed.stdout };
    });
    const { tallies, examples, seconds, conflicted } = JSON.parse(stdout) as CompareReport;
    expect(tallies).toHaveLength(versions.length * peers.length);
    for (const { peer, version, rooms, asPreset, answered, unexplained, differs } of tallies) {
      const name = `${peer}, version ${version}`;
      console.log(
        `${name}: ${answered} of ${rooms} made-up rooms answered, ${asPreset} as our dialect, ` +
          `${differs.count} otherwise than the text`,
      );
      expect(rooms, name).toBeGreaterThanOrEqual(roomsMin);
      expect({ name, answered, asPreset, unexplained }).toEqual({
        ...{ name, answered: rooms, asPreset: rooms, unexplained: 0 },
      });
      // If nothing ever differed from the text, the rooms would be too tame to tell anything.
      expect(differs.count, name).toBeGreaterThan(5);
    }
    console.log(`${conflicted} rooms with states in conflict, in ${seconds.toFixed(0)} s`);
    for (const { text, confirmed } of examples)
      expect({ text, confirmed }).toMatchObject({ confirmed: true });
  },
  2_400_000,
);
