// The words that columns of arrivals hold as numbers. Shared by those who write and read them.
import type { ArrivalWay, EventVerdict } from "../../sim/trace/records.ts";

export const ways: readonly ArrivalWay[] = ["own", "send", "backfill", "missing", "state", "join"];

export const words: readonly EventVerdict[] = [
  "dropped",
  "outlier",
  "accepted",
  "soft-failed",
  "rejected",
  // Lost with what the server had stored: it does not have the event any more, as after a drop.
  "dropped",
];
/** What is noted of few arrivals, as bits. */
export const noted = { redacted: 1, signedOnRequest: 2 } as const;

/** The last of the words: a loss, which is no arrival. */
export const lostWord = words.length - 1;
