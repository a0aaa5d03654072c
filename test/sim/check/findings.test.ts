import { describe, expect, test } from "vitest";
import { Findings } from "../../../sim/check/findings.ts";

function findingsOf(...texts: string[]): Findings {
  const findings = new Findings();
  texts.forEach((text, n) => findings.add(() => text, { events: [n], servers: [9 - n] }));
  return findings;
}

describe("Findings", () => {
  test("says one or two in full and counts the rest", () => {
    expect(findingsOf("One").detail).toBe("One.");
    expect(findingsOf("One", "Two").detail).toBe("One. Two.");
    expect(findingsOf("One", "Two", "Three").detail).toBe("One. There are 2 more such findings.");
  });

  test("lists events and servers once, in ascending order, without absent ones", () => {
    const findings = findingsOf("One", "Two");
    findings.add(() => "Three", { events: [-1, 1], servers: [9] });
    expect(findings.verdict("some-check", "broken")).toMatchObject({
      ...{ check: "some-check", result: "broken" },
      ...{ events: [0, 1], servers: [8, 9] },
    });
  });

  test("words and lists only as many as somebody reads", () => {
    const findings = new Findings();
    let worded = 0;
    for (let n = 0; n < 1000; n++) findings.add(() => `${(worded += 1)}`, { events: [n] });
    expect(findings.count).toBe(1000);
    expect(worded).toBe(2);
    expect(findings.verdict("some-check", "broken").events.length).toBe(20);
  });
});
