// Small schemas of which the parts of a plan are made.
import { Type, type TObjectOptions, type TProperties } from "typebox";

/** An object with these fields and no others: a misspelt field is no field. */
export const object = <Fields extends TProperties>(fields: Fields, options: TObjectOptions = {}) =>
  Type.Object(fields, { additionalProperties: false, ...options });

export const yearMs = 365 * 24 * 3_600_000;
export const Ms = Type.Integer({ minimum: 0, maximum: yearMs });
export const Label = Type.String({ minLength: 1, maxLength: 100 });
export const UserId = Type.String({
  pattern: "^@[^:]+:.+$",
  maxLength: 255,
  description: "a user ID such as @ada:alpha.test",
});
