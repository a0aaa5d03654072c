// Finding events: a query language and what fits it.
export { facetsOf, filterRoom, hidingWord, type Facet, type Filter } from "./filter.ts";
export { matchEvents, prepareMatching } from "./match.ts";
export { fields, flags, lengthMax, parseQuery, type Query, type Term } from "./query.ts";
