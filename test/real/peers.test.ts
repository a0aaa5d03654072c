// Our dialects are what real implementations do: on made-up rooms ruma's crate, Synapse's resolver and
// gomatrixserverlib give the state that our dialects of their names give, and what differs from the
// text has a cause. Up to 100,000 rooms of each version, as many as the minutes allow; every machine
// has to manage some thousands. `npm run compare:full` does not stop before 100,000.
import { expect, test } from "vitest";
import type { CompareReport } from "../../sim/cli/compare/compare-text.ts";
import { call, temporaryFolder } from "../sim/cli/call.ts";

interface Asked {
  readonly versions: readonly string[];
  readonly peers: readonly string[];
  readonly minutes: number;
  readonly roomsMin: number;
}

const asked: readonly Asked[] = [
  { versions: ["6", "10", "11", "12"], peers: ["ruma", "synapse"], minutes: 8, roomsMin: 5000 },
  { versions: ["6", "10", "11"], peers: ["gomatrixserverlib"], minutes: 1, roomsMin: 500 },
];

test.each(asked)(
  "$peers resolve made-up rooms as our dialects do",
  async ({ versions, peers, minutes, roomsMin }) => {
    const bounds = ["--random", "100000", "--minutes", String(minutes), "--examples", "1"];
    const named = [
      ...versions.flatMap((version) => ["--room-version", version]),
      ...peers.flatMap((name) => ["--with", name]),
    ];
    const argv = ["compare", ...bounds, "--seed", "real", ...named, "--out", temporaryFolder()];
    const { code, out, err } = await call([...argv, "--json"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const { tallies, examples } = JSON.parse(out) as CompareReport;
    expect(tallies).toHaveLength(versions.length * peers.length);
    for (const { peer, version, rooms, asPreset, answered, unexplained, differs } of tallies) {
      const name = `${peer}, version ${version}`;
      expect(rooms, name).toBeGreaterThanOrEqual(roomsMin);
      expect({ name, answered, asPreset, unexplained }).toEqual({
        ...{ name, answered: rooms, asPreset: rooms, unexplained: 0 },
      });
      // If nothing ever differed from the text, the rooms would be too tame to tell anything.
      expect(differs.count, name).toBeGreaterThan(5);
    }
    for (const { text, confirmed } of examples)
      expect({ text, confirmed }).toMatchObject({ confirmed: true });
  },
  1_200_000,
);
