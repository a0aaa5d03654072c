// How properties stand in a plan: the schema of what check/claims/property.ts describes.
import { Type } from "typebox";
import { propertyKinds, type Property } from "../../check/index.ts";

const object = <Fields extends Parameters<typeof Type.Object>[0]>(fields: Fields) =>
  Type.Object(fields, { additionalProperties: false });
const Text = Type.String({ minLength: 1, maxLength: 255 });
const not = Type.Optional(Type.Literal(true));
const place = { at: Type.Optional(Text), room: Type.Optional(Text), not };

const FieldTest = Type.Union([
  Type.String(),
  Type.Number(),
  Type.Boolean(),
  object({ least: Type.Optional(Type.Number()), most: Type.Optional(Type.Number()) }),
]);

const Condition = Type.Union([
  object({
    holds: Type.Literal("state"),
    type: Text,
    key: Type.Optional(Type.String()),
    content: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    ...place,
  }),
  object({ holds: Type.Literal("member"), user: Text, membership: Text, ...place }),
  object({ holds: Type.Literal("agreement"), room: Type.Optional(Text), not }),
  object({
    holds: Type.Literal("record"),
    kind: Text,
    where: Type.Optional(Type.Record(Type.String(), FieldTest)),
    not,
  }),
]);

/** A property of a plan. */
export const PropertySchema = Type.Unsafe<Property>(
  object({
    kind: Type.Unsafe({ type: "string", enum: [...propertyKinds] }),
    name: Type.String({ minLength: 1, maxLength: 100 }),
    when: Condition,
    withinMs: Type.Optional(Type.Integer({ minimum: 0 })),
  }),
);
