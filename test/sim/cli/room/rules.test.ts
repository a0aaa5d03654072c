import { expect, test } from "vitest";
import { rules } from "../../../../sim/protocol/auth/rules.ts";
import { call } from "../call.ts";

test("the table has a row a rule and a column a page", async () => {
  const { code, out } = await call(["rules"]);
  expect(code).toBe(0);
  const [head, ...rows] = out.split("\n");
  expect(head).toMatch(/^rule +1–2 +3–5 +6 +7 +8–9 +10 +11 +12 +ends +about$/);
  expect(rows[rules.size]).toBe("");
  expect(out).toMatch(
    /^join-banned +5\.2\.3 +5\.2\.3 +4\.2\.3 +4\.2\.3 +4\.3\.3 .* 5\.3\.3 +refuses/m,
  );
  expect(out).toMatch(/^knock-rule +– +– +– +4\.6\.1 +4\.7\.1 /m);
  expect(out).toContain("https://spec.matrix.org/v1.19/rooms/v12/#authorization-rules");
});

test("one version's rules come in the order of its page, with a link", async () => {
  const { code, out } = await call(["rules", "--version", "3"]);
  expect(code).toBe(0);
  expect(out).toMatch(/^Room version 3, 57 rules: https:\S+rooms\/v3\/#authorization-rules\n/);
  const numbers = [...out.matchAll(/^(\d+(?:\.\d+)*) /gm)].map(([, number]) => number);
  const parts = (number: string) =>
    number
      .split(".")
      .map((part) => part.padStart(3, "0"))
      .join();
  expect(numbers.map(parts).toSorted()).toEqual(numbers.map(parts));
  expect(out).not.toContain("knock-");
});

test("an unstable version shows the page that it goes by", async () => {
  const { out } = await call(["rules", "--version", "org.matrix.hydra.11", "--json"]);
  const {
    versions,
    rules: rows,
    specification,
  } = JSON.parse(out) as {
    versions: object[];
    specification: string;
    rules: { name: string; numbers: Record<string, string> }[];
  };
  expect(specification).toBe("v1.19");
  expect(versions).toMatchObject([{ id: "org.matrix.hydra.11", base: "12" }]);
  expect(rows).toHaveLength(64);
  const creator = rows.find(({ name }) => name === "levels-creator");
  expect(creator?.numbers).toEqual({ "org.matrix.hydra.11": "10.4" });
});

test("as JSON all versions are there", async () => {
  const { out } = await call(["rules", "--json"]);
  const json = JSON.parse(out) as { versions: object[]; rules: object[] };
  expect([json.versions.length, json.rules.length]).toEqual([12, rules.size]);
});

test("an unknown version is refused with the known ones", async () => {
  const { code, err } = await call(["rules", "--version", "13"]);
  expect(code).toBe(2);
  expect(err).toContain('--version cannot be "13"');
  expect(err).toContain("1 to 12");
});

test("the program still says its own version", async () => {
  expect((await call(["--version"])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});
