// JSON Schema (2020-12) of the vector files; `format` tells which of the shapes a file has.
import Type from "typebox";

const id = Type.String({ pattern: "^\\$", description: "an event ID" });
const ids = Type.Array(id);
const version = Type.String({ pattern: "^([1-9]|1[0-2])$" });
const event = Type.Object(
  { type: Type.Any(), sender: Type.Any(), content: Type.Object({}) },
  { description: "a PDU in federation format; with event_id also where it is not sent" },
);

const room = Type.Object({
  format: Type.Literal("rashomon-room/1"),
  name: Type.String(),
  room_version: version,
  seed: Type.Integer({ description: "makes this room again" }),
  events: Type.Array(event, { description: "parents first" }),
  heads: ids,
  state_sets: Type.Array(ids, {
    minItems: 2,
    description: "the states to resolve, as their events",
  }),
  expected_state: Type.Array(id, { description: "the resolved state, by the text to the letter" }),
  expected_state_by_dialect: Type.Record(Type.String(), ids, {
    description: "the same for implementations that depart from the text",
  }),
  order: Type.Record(Type.String(), ids, {
    description: "the orders of the replay: `power` and `mainline`, in version 1 `depth TYPE|KEY`",
  }),
  verdicts: Type.Object({
    rejected: Type.Record(
      Type.String(),
      Type.Object({ check: Type.Integer(), rule: Type.String() }),
    ),
  }),
  catches: Type.Array(Type.String(), { description: "names in mistakes.json" }),
});

const events = Type.Object({
  format: Type.Literal("rashomon-events/1"),
  room_version: version,
  keys: Type.Record(Type.String(), Type.Record(Type.String(), Type.String())),
  events: Type.Array(
    Type.Object({
      about: Type.String(),
      event,
      event_id: id,
      room_id: Type.Optional(Type.String()),
      content_hash: Type.String({ minLength: 43, maxLength: 43 }),
      reference_hash: Type.String({ minLength: 43, maxLength: 43 }),
      signed_text: Type.String(),
      redacted: Type.Object({}),
    }),
  ),
  invalid: Type.Array(
    Type.Object({
      about: Type.String(),
      event: Type.Object({}),
      code: Type.String(),
      field: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
});

const judged = Type.Object({
  about: Type.String(),
  event: id,
  events: Type.Array(event),
  state: ids,
  rejected: ids,
  expected: Type.Object({
    allowed: Type.Boolean(),
    rule: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  }),
});

const ruleFile = Type.Object({
  format: Type.Literal("rashomon-rules/1"),
  room_version: version,
  specification: Type.String(),
  how_to_read: Type.String(),
  cases: Type.Array(
    Type.Object({
      rule: Type.String(),
      name: Type.String(),
      ends: Type.String(),
      about: Type.String(),
      accepts: judged,
      refuses: judged,
    }),
  ),
});

const mistakeFile = Type.Object({
  format: Type.Literal("rashomon-mistakes/1"),
  mistakes: Type.Array(
    Type.Object({
      name: Type.String(),
      about: Type.String(),
      versions: Type.Array(version),
      caught_by: Type.Array(Type.String(), { minItems: 2 }),
    }),
  ),
});

const manifest = Type.Object({
  format: Type.Literal("rashomon-vectors/1"),
  made_by: Type.String(),
  specification: Type.String(),
  seed: Type.Integer(),
  key_seeds: Type.String(),
  files: Type.Record(Type.String(), Type.String({ description: "SHA-256, hexadecimal" })),
});

/** The schema of every file of the set. */
export const vectorSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Rashomon's vectors for Matrix rooms",
  ...Type.Union([room, events, ruleFile, mistakeFile, manifest]),
};
