import { expect, test } from "vitest";
import { againText, quoted } from "../../../sim/cli/again.ts";
import { Options } from "../../../sim/cli/command.ts";

const options = [
  { flags: "-o, --out <DIR>", about: "" },
  { flags: "--manner <N=HOW>", about: "", repeats: true },
  { flags: "--yes-load-this-host <NAME>", about: "" },
  { flags: "--flood", about: "" },
  { flags: "--no-memory", about: "" },
  { flags: "--anew", about: "", once: true },
];

test("every option that was given stands in it, but those that count once", () => {
  const given = new Options({
    ...{ out: "a b", manner: ["1=slow", "2=dead"], yesLoadThisHost: "h", flood: true },
    ...{ anew: true, json: true, memory: false },
  });
  expect(againText({ name: "federation send", options }, ["x'y"], given)).toBe(
    "rashomon federation send 'x'\\''y' --out 'a b' --manner 1=slow --manner 2=dead " +
      "--yes-load-this-host h --flood --no-memory",
  );
  expect(againText({ name: "run", options }, [], new Options({ memory: true }))).toBe(
    "rashomon run",
  );
  expect(againText({ name: "load", options }, [], new Options({}))).toBe("rashomon load");
});

test("words that a shell would read otherwise are quoted", () => {
  expect(["p95<2s", "http://127.0.0.1:1", "--a=b", "$HOME"].map(quoted)).toEqual([
    ..."'p95<2s' http://127.0.0.1:1 --a=b '$HOME'".split(" "),
  ]);
});
