// The limits of importing, named and in one place.

/** Lengths are in UTF-16 units, which is what a string's length counts. */
export const importLimits = {
  /** A whole file. Strings of V8 end a little above. */
  fileLengthMax: 500_000_000,
  /** A file that is one JSON value rather than one event a line. */
  documentLengthMax: 64_000_000,
  /** JSON5 is written by people, and its reader is slow. */
  json5LengthMax: 8_000_000,
  /** An event has at most 65,536 bytes on the wire; `unsigned` may make it longer. */
  lineLengthMax: 10_000_000,
  eventsMax: 1_000_000,
  /** Notes of one kind that are kept; the rest is only counted. */
  notesPerKindMax: 100,
} as const;
