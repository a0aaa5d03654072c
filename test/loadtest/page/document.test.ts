import { expect, test } from "vitest";
import { factList, pageDocument, tiles } from "../../../loadtest/page/document.ts";

const hostile = '<img src=x onerror=alert(1)>"';

test("whatever it is given is text, and there is no outside address", () => {
  const page = pageDocument({
    ...{ title: hostile, answer: hostile, about: hostile, notes: [{ text: hostile, kind: "bad" }] },
    chip: { kind: "held", words: hostile },
    lead: tiles([[hostile, hostile, hostile]]),
    sections: [["Facts", factList([[hostile, hostile]])]],
  });
  expect(page).not.toContain("<img");
  expect(page).not.toMatch(/https?:|(?:src|href)="/);
});

test("a section without content is left out, and a script is there only for plots", () => {
  const base = { title: "t", chip: { kind: "held", words: "w" } } as const;
  const still = pageDocument({ ...base, sections: [["Empty", ""]] });
  expect(still).not.toMatch(/Empty|<script|script-src|id="readout"/);
  const pointing = pageDocument({ ...base, sections: [["Full", "x"]], pointing: true });
  expect(pointing).toMatch(/<h2>Full<\/h2>[\s\S]*id="readout"[\s\S]*<script>/);
  expect(pointing).toContain("script-src 'unsafe-inline'");
});

test("commands are set as code", () => {
  expect(factList([["Again", "a <b>"]])).toContain("<dd><code>a &lt;b&gt;</code></dd>");
});
