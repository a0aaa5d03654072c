// Turns the examples of sim/protocol/README.md into a script that checks them: every line
// `EXPRESSION; // → VALUE` becomes a check, imports become parts of one object. One script for all
// blocks, because later ones go on where earlier ones end. Runs in Node, in a bare context and in a
// browser.
import { readFileSync } from "node:fs";

const readme = readFileSync(new URL("../../../sim/protocol/README.md", import.meta.url), "utf8");

const importForm = /^import \{([^}]*)\} from "rashomon\/protocol";$/gm;
const blocks = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, block]) => block).join("\n");

/** A script that takes `protocol` and answers every check as [expression, wanted, found]. */
export function exampleScript(): string {
  const code = blocks
    .replace(importForm, "")
    .replace(/^(.*); \/\/ → (.*)$/gm, (_line, expression: string, wanted: string) => {
      const names = [expression, wanted].map((text) => JSON.stringify(text)).join(", ");
      return `results.push([${names}, show(${expression})]);`;
    });
  return `
    const { ${[...exampleNames()].join(", ")} } = protocol;
    const results = [];
    function show(value) {
      if (typeof value === "bigint") return value + "n";
      return value === undefined ? "undefined" : JSON.stringify(value);
    }
    ${code}
    return results;`;
}

/** The names that the examples import. */
export function exampleNames(): Set<string> {
  const names = [...blocks.matchAll(importForm)].flatMap(([, list]) => list.split(","));
  return new Set(names.map((name) => name.trim()).filter((name) => name !== ""));
}

/** One check of an example. */
export type Checked = readonly [expression: string, wanted: string, found: string];
