// Servers of two dialects part over one history, and do not where all follow one.
import { expect, test } from "vitest";
import { planOf, tell } from "./told.ts";

const name = "mixed-dialects";
const rules = "m.room.join_rules";

test.each(["10", "11"])(
  "in version %s the ban stands everywhere, the join rules do not",
  (version) => {
    const told = tell(planOf(name, version));
    expect(told.broken).toEqual(["converges"]);
    expect(told.content("alpha.test", rules)).toEqual({ join_rule: "public" });
    expect(told.content("charlie.test", rules)).toEqual({ join_rule: "invite" });
    for (const server of ["alpha.test", "charlie.test"]) {
      expect(told.content(server, "m.room.member", "@cat:bravo.test")).toMatchObject({
        membership: "ban",
      });
    }
  },
);

test("where all servers follow one dialect, whichever, they agree", () => {
  const plan = planOf(name, "11");
  for (const dialect of ["synapse", "gomatrixserverlib", "ruma", "spec"]) {
    const servers = plan.servers.map((server) => ({ ...server, dialect }));
    expect(tell({ ...plan, servers }).broken, dialect).toEqual([]);
  }
});
