import { expect, test } from "vitest";
import { planOf, roomVersions, tell } from "./told.ts";

test.each(roomVersions)(
  "in version %s Dora's server hears of nothing that voids her join",
  (version) => {
    const { result, arrivals } = tell(planOf("left-behind", version));
    const closes = result.records.find(
      (record) =>
        record.kind === "event" &&
        (record.pdu as { content: { join_rule?: string } }).content.join_rule === "invite",
    ) as { index: number };
    expect(arrivals.some(({ server, event }) => server === 3 && event === closes.index)).toBe(
      false,
    );
    const refused = arrivals.filter(
      ({ server, verdict }) => server !== 3 && verdict === "soft-failed",
    );
    expect(refused.length).toBeGreaterThan(2);
    const converges = result.verdicts.find(({ check }) => check === "converges");
    expect(converges).toMatchObject({ result: "broken", servers: [0, 1, 2, 3] });
  },
);
