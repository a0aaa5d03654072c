// `rashomon federation VERB`: load and checks of a real homeserver from the side of the federation.
// Each verb is a command of its own; this one only says which there are.
import type { Command } from "../command.ts";
import { federationExport } from "./federation-export.ts";
import { federationFanOut } from "./federation-fan-out.ts";
import { federationResolution } from "./federation-resolution.ts";
import { federationSend } from "./federation-send.ts";
import { federationVerify } from "./federation-verify.ts";
import { Problem } from "../problem.ts";

const verbs = [
  ...[federationSend, federationFanOut, federationResolution],
  ...[federationVerify, federationExport],
];
const words = verbs.map(({ name }) => name.replace("federation ", ""));

/** The command above, and those below it. */
export const federationCommands: readonly Command[] = [
  {
    name: "federation",
    summary: "signed load from many virtual homeservers on a real one, and what comes of it",
    args: [{ name: "[VERB]", about: `${words.join(", ")}; each has a --help of its own` }],
    options: [],
    examples: verbs.map(({ examples }) => examples[0]),
    run: ({ args }) => {
      throw new Problem({
        message:
          args[0] === undefined
            ? "federation needs to know what to do"
            : `federation cannot ${JSON.stringify(args[0])}`,
        remedy: `Give one of: ${words.join(", ")}; \`rashomon federation --help\` has examples.`,
      });
    },
  },
  ...verbs,
];
