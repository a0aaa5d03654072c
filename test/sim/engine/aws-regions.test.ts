import { describe, expect, it } from "vitest";
import { awsRegions, awsRttMs, withinRegionRttMs } from "../../../sim/engine/aws-regions.ts";

describe("the matrix of regions", () => {
  it("is eleven by eleven, symmetric, positive, with the named constant on the diagonal", () => {
    expect(awsRegions.length).toBe(11);
    expect(awsRttMs.length).toBe(11);
    awsRttMs.forEach((row, i) => {
      expect(row.length).toBe(11);
      row.forEach((rttMs, j) => {
        expect(rttMs).toBe(awsRttMs[j][i]);
        expect(rttMs).toBeGreaterThan(0);
      });
      expect(row[i]).toBe(withinRegionRttMs);
    });
  });

  it("has the measured values at its corners", () => {
    const rtt = (a: (typeof awsRegions)[number], b: (typeof awsRegions)[number]) =>
      awsRttMs[awsRegions.indexOf(a)][awsRegions.indexOf(b)];
    expect(rtt("Oregon", "Virginia")).toBe(81);
    expect(rtt("Oregon", "London")).toBe(141);
    expect(rtt("Sydney", "Frankfurt")).toBe(282);
    expect(rtt("Ireland", "London")).toBe(12);
    expect(awsRttMs.flat().reduce((sum, rttMs) => sum + rttMs, 0)).toBe(16_270);
  });

  it("has a detour that is shorter than the direct way, as real networks do", () => {
    let violations = 0;
    const n = awsRegions.length;
    for (let a = 0; a < n; a++) {
      for (let b = 0; b < n; b++) {
        for (let via = 0; via < n; via++) {
          if (a === b || a === via || b === via) continue;
          if (awsRttMs[a][via] + awsRttMs[via][b] < awsRttMs[a][b]) violations++;
        }
      }
    }
    expect(violations).toBeGreaterThan(0);
  });
});
