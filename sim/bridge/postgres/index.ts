// A PostgreSQL of our own on loopback: made anew, ended without a trace. Exports only.
export { clusterFolder } from "./owner.ts";
export { queryPostgres } from "./query.ts";
export {
  endPostgres,
  startPostgres,
  type Postgres,
  type PostgresAddress,
  type PostgresMark,
} from "./start.ts";
