// Names of the metrics that k6 does not have itself. The driver that runs k6 reads them from its
// stream of samples, so this file must load in Node as well: the names alone, no k6.

export const metricNames = {
  /** Time from a message's sending to its being seen, in ms; tags phase and measured. */
  lag: "lag_ms",
  /** Pages of /sync that did not hold all news. */
  gaps: "sync_gaps",
  /** Journeys that began and ended; tags journey, phase and measured. */
  started: "journeys_started",
  finished: "journeys_finished",
  /** For how long the requests of a journey waited in k6, added up, in ms; tags phase and measured. */
  held: "requests_held_ms",
  /** How late the VU was that only looks at the clock, in ms; see watch.ts. */
  late: "watch_late_ms",
  /** Journeys that threw: a bug, since journeys take any answer. */
  crashed: "journeys_crashed",
  /** The moment at which scenarios begin, in ms since 1970. */
  begins: "load_begins_ms",
} as const;
