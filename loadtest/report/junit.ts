// Thresholds as JUnit XML, which every CI shows: one case a threshold, and one that the run was whole.
import type { LoadResult } from "../driver/result.ts";
import { escape } from "./html.ts";
import type { Judgement } from "./judgement.ts";

export function junitOf(profile: string, result: LoadResult, { verdicts }: Judgement): string {
  const suite = `rashomon load ${profile}`;
  const whole = result.end.how === "whole" || result.end.how === "threshold broken";
  const cases = [
    testCase("the run was whole", whole ? "" : tag("error", result.end.why)),
    ...verdicts.map(({ slo, result, detail }) => {
      if (result === "broken") return testCase(slo, tag("failure", detail));
      return testCase(slo, result === "unknown" ? tag("skipped", detail) : "");
    }),
  ];
  const number = (result: string) => verdicts.filter((verdict) => verdict.result === result).length;
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<testsuite name="${escape(suite)}" tests="${cases.length}" failures="${number("broken")}" ` +
    `errors="${whole ? 0 : 1}" skipped="${number("unknown")}" ` +
    `timestamp="${escape(result.startedAt.slice(0, 19))}">\n${cases.join("")}</testsuite>\n`
  );

  function testCase(name: string, content: string): string {
    const head = `  <testcase classname="${escape(suite)}" name="${escape(name)}"`;
    return content === "" ? `${head}/>\n` : `${head}>${content}</testcase>\n`;
  }
}

function tag(name: string, message: string): string {
  return `<${name} message="${escape(message)}"/>`;
}
