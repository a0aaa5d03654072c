import { describe, expect, test } from "vitest";
import { gapsOf, parseSegment, segmentText } from "../../../loadtest/fleet/segment.ts";

describe("parts of a load", () => {
  test("are read and written as people count", () => {
    expect(parseSegment("2/4")).toEqual({ index: 1, of: 4 });
    expect(segmentText(parseSegment("4/4"))).toBe("4/4");
  });

  test("that cannot be are refused with the form", () => {
    for (const text of ["0/4", "5/4", "1/0", "1", "a/b", "1/1001", "-1/2"]) {
      expect(() => parseSegment(text)).toThrow("part/parts");
    }
  });

  test("missing and double ones are found", () => {
    const parts = ["1/4", "3/4", "3/4"].map(parseSegment);
    const { missing, twice } = gapsOf(parts);
    expect(missing.map(segmentText)).toEqual(["2/4", "4/4"]);
    expect(twice.map(segmentText)).toEqual(["3/4"]);
    expect(gapsOf([])).toEqual({ missing: [{ index: 0, of: 1 }], twice: [] });
  });
});
