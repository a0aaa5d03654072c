// The programs that `rashomon compare` can ask: those that `npm run setup:real` builds, by name, and
// any command that speaks the resolver wire format.
import { accessSync, constants, existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { realPartsFolder, synapsePython } from "../../bridge/real-parts.ts";
import { Problem } from "../problem.ts";

/** Peers with a name; a preset of the same name in `dialects` says what to expect of each. */
export const peerNames = ["ruma", "synapse", "gomatrixserverlib"] as const;

/** How to start a program. */
export interface PeerCommand {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Milliseconds without an answer after which the program counts as hanging. */
  readonly patience?: number;
}

/**
 * The program behind a name, or a whole command line.
 * @example peerCommand("ruma"); peerCommand("python3 my-resolver.py --fast")
 */
export function peerCommand(text: string): PeerCommand {
  switch (text) {
    case "ruma":
    case "gomatrixserverlib":
      return { name: text, program: built(text), args: [] };
    case "synapse":
      return { name: text, program: synapsePython(), args: [harness("synapse/main.py")] };
    default: {
      const [program, ...args] = words(text);
      if (program !== undefined) return { name: text, program, args };
      throw new Problem({
        message: "--with names no program",
        remedy: `Give one of ${peerNames.join(", ")}, or a command in quotes.`,
      });
    }
  }
}

/** The words of a command line; quotes keep spaces, nothing else is special. */
function words(text: string): string[] {
  const found = text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g);
  return [...found].map(([, double, single, plain]) => double ?? single ?? plain);
}

function built(part: string): string {
  const path = join(realPartsFolder(), part, `rashomon-peer-${part}`);
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    throw new Problem({
      message: `${part} is not installed: ${path} is not there`,
      remedy: `Run \`npm run setup:real -- ${part}\` in a checkout, or set RASHOMON_REAL_DIR.`,
    });
  }
}

function harness(name: string): string {
  const path = fileURLToPath(new URL(`../../../test/peers/${name}`, import.meta.url));
  if (existsSync(path)) return path;
  throw new Problem({
    message: "the programs around other implementations are part of a checkout only",
    remedy: "Run this in a checkout of Rashomon, or give a command with --with 'COMMAND'.",
  });
}
