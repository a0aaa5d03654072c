// What the documents point at: links to files and headings, and sources that they name by path. Read by
// links.test.ts.
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Everything that a document points at in vain, each with what to do. */
export function brokenLinks(root: string, path: string): string[] {
  const whole = readFileSync(join(root, path), "utf8");
  const text = withoutBlocks(whole);
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
  const sources = [...text.matchAll(/`((?:[\w-]+\/)+[\w.-]*)`/g)].map(([, source]) => source);
  return [
    ...links
      .filter((target) => !/^[a-z]+:/.test(target) && !leadsSomewhere(root, path, target))
      .map((target) => `${path}: nothing is at ${target}; mend the link`),
    ...sources
      .filter((source) => isSource(source) && !isExample(whole, source))
      .filter((source) => !places(root, path, source).some(existsSync))
      .map((source) => `${path}: there is no ${source}; name the file as it is called now`),
  ];
}

function leadsSomewhere(root: string, path: string, target: string): boolean {
  const [file, heading] = target.split("#", 2);
  const found = file === "" ? join(root, path) : join(root, dirname(path), file);
  if (!existsSync(found)) return false;
  return heading === undefined || anchorsOf(readFileSync(found, "utf8")).has(heading);
}

/** Headings as links name them: small letters, no punctuation, hyphens for spaces. */
function anchorsOf(text: string): Set<string> {
  const headings = [...withoutBlocks(text).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

/** A source is named from the root, from the document's folder, or from one beside it. */
function places(root: string, path: string, source: string): string[] {
  return ["", dirname(path), "sim"].map((folder) => join(root, folder, source));
}

/** What is written by a run, or belongs to another repository, is no source. */
function isSource(source: string): boolean {
  return /\.ts$|\/$/.test(source) && !/^(?:out|dist|node_modules)\//.test(source);
}

/** A file that the reader is told to write: the document has it as code, with its name. */
function isExample(text: string, source: string): boolean {
  const name = basename(source).split(".")[0];
  return name !== "" && [...text.matchAll(block)].some(([code]) => code.includes(`"${name}"`));
}

const block = /^```.*?^```/gms;
const withoutBlocks = (text: string) => text.replace(block, "");
