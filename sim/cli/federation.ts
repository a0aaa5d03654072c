// `rashomon federation VERB`: load and checks of a real homeserver from the side of the federation.
// This file reads the options; each verb is a file of its own.
import type { Call, Command } from "./command.ts";
import type { ExitCode } from "./exit-code.ts";
import { federationExport } from "./federation-export.ts";
import { fanOut } from "./federation-fan-out.ts";
import { send } from "./federation-send.ts";
import { verify } from "./federation-verify.ts";
import { Problem } from "./problem.ts";

type Verb = (call: Call) => Promise<ExitCode>;

const verbs: Readonly<Record<string, Verb>> = {
  send,
  "fan-out": fanOut,
  verify,
  export: federationExport,
};

export const federation: Command = {
  name: "federation",
  summary: "signed load from many virtual homeservers on a real one, and what comes of it",
  args: [
    { name: "<VERB>", about: Object.keys(verbs).join(", ") },
    { name: "[WHAT]", about: "verify: a scenario or a plan; export: a room's ID" },
  ],
  options: [
    { flags: "--target <URL>", about: "a homeserver on loopback (default: of `synapse up`)" },
    { flags: "--registration-secret <FILE>", about: "file with the target's registration secret" },
    { flags: "--dir <DIR>", about: "folder of `synapse up` (default: out/synapse)" },
    { flags: "--origins <N>", about: "virtual homeservers (default: 10; fan-out: 50)" },
    { flags: "--rooms <N>", about: "send: rooms they share out (default: one each)" },
    { flags: "--room-version <V>", about: "version of the rooms (default: 12)" },
    { flags: "--rate <R>", about: "PDUs per second over all origins (default: 10)" },
    { flags: "--pdus <N>", about: "send: PDUs in a transaction, 1 to 50 (default: 1)" },
    { flags: "--edus <N>", about: "send: EDUs in a transaction, 0 to 100 (default: 0)" },
    { flags: "--duration <S>", about: "seconds over which to send (default: 30)" },
    {
      flags: "--outstanding <N>",
      about: "send: PDUs a room may have not yet visible (default: 80)",
    },
    { flags: "--flood", about: "send: no such limit; a target may lose events without a word" },
    { flags: "--before", about: "send: make and sign everything before the first request" },
    { flags: "--driver <D>", about: "send: node or k6, which implies --before (default: node)" },
    {
      flags: "--manner <N=HOW>",
      about: "origin N is slow, dead, flapping, retrying or silent",
      repeats: true,
    },
    { flags: "--away <N>", about: "fan-out: origins that are away for a while (default: 5)" },
    { flags: "--seed <TEXT>", about: "keys and events follow from it (default: 1)" },
    { flags: "-o, --out <FILE>", about: "write the result as JSON; export: the room's events" },
  ],
  examples: [
    "rashomon federation send --origins 10 --rate 20 --duration 30",
    "rashomon federation send --origins 5 --rate 200 --pdus 50 --flood --driver k6",
    "rashomon federation fan-out --origins 50 --away 5 --manner 50=dead",
    "rashomon federation verify netsplit-ban --room-version 11 --rate 20",
    "rashomon federation export '!room:127.0.0.1:8448' -o room.ndjson",
  ],
  run: (call) => {
    const verb = Object.hasOwn(verbs, call.args[0]) ? verbs[call.args[0]] : undefined;
    if (verb !== undefined) return verb(call);
    throw new Problem({
      message: `federation cannot ${JSON.stringify(call.args[0])}`,
      remedy: `Give one of: ${Object.keys(verbs).join(", ")}.`,
    });
  },
};
