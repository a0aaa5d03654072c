// Finding events: a query language and what fits it.
export { matchEvents } from "./match.ts";
export { fields, flags, parseQuery, type Query, type Term } from "./query.ts";
