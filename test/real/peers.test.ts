// Our dialects are what real implementations do: on thousands of made-up rooms ruma's crate, Synapse's
// resolver and gomatrixserverlib give the state that our dialects of their names give, and what
// differs from the text has a cause. `npm run compare:full` does the same on 100,000 rooms of each version.
import { expect, test } from "vitest";
import type { CompareReport } from "../../sim/cli/compare-text.ts";
import { call, temporaryFolder } from "../sim/cli/call.ts";

test.each([
  { rooms: 8000, versions: ["6", "10", "11", "12"], peers: ["ruma", "synapse"] },
  { rooms: 3000, versions: ["6", "10", "11"], peers: ["gomatrixserverlib"] },
])(
  "$peers resolve made-up rooms as our dialects do",
  async ({ rooms, versions, peers }) => {
    const asked = versions.flatMap((version) => ["--room-version", version]);
    const argv = [
      "--random",
      String(rooms),
      "--seed",
      "real",
      ...asked,
      "--out",
      temporaryFolder(),
    ];
    const named = peers.flatMap((name) => ["--with", name]);
    const { code, out, err } = await call(["compare", ...argv, ...named, "--json"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const { tallies, examples } = JSON.parse(out) as CompareReport;
    expect(tallies).toHaveLength(versions.length * peers.length);
    for (const { peer, version, asPreset, answered, unexplained, differs } of tallies) {
      const name = `${peer}, version ${version}`;
      expect({ name, answered, asPreset, unexplained }).toEqual({
        ...{ name, answered: rooms, asPreset: rooms, unexplained: 0 },
      });
      // If nothing ever differed from the text, the rooms would be too tame to tell anything.
      expect(differs.count, name).toBeGreaterThan(5);
    }
    for (const { text, confirmed } of examples)
      expect({ text, confirmed }).toMatchObject({ confirmed: true });
  },
  720_000,
);
