// The client that everybody has open: /sync from the start, then long polls until the end. It runs
// beside the journeys, and sees other users' messages: the time since they were sent is the lag.
import { at, jsonOf } from "./answer.ts";
import { sync } from "./requests.ts";
import type { Stage } from "../stage/stage.ts";
import { pause, type Steps } from "./step.ts";
import { readStamp } from "./words.ts";

/** How long a poll may stay open. */
const pollMs = 10_000;
const pauseAfterFailureMs = 1_000;

/** Who listens, until when, and who wants to know. */
export interface Listening {
  readonly stage: Stage;
  readonly user: number;
  readonly runId: string;
  /** ms since 1970. */
  now(): number;
  /** End in ms since 1970. */
  readonly untilMs: number;
  /** Another user's message of this run was seen, in the phase in which its journey began. */
  seen(lagMs: number, phase: number): void;
  /** A room had more news than a page holds; some messages were not seen. */
  gap(): void;
}

export function* listen(listening: Listening): Steps {
  const { stage, user, untilMs, now } = listening;
  // A room that is new to the user comes with a cut-off past, and nothing of it is missing.
  const known = new Set(stage.users[user].rooms.map((room) => stage.rooms[room].id));
  let since: string | undefined;
  while (now() < untilMs) {
    const timeoutMs = since === undefined ? 0 : Math.min(pollMs, untilMs - now());
    const answer = yield sync(user, { since, timeoutMs: Math.max(0, timeoutMs) });
    const next = answer.textAt("next_batch");
    if (next === undefined) {
      yield pause(pauseAfterFailureMs);
      continue;
    }
    // What the first answer brings was sent before anybody listened.
    if (since !== undefined) tell(jsonOf(answer), listening, known);
    since = next;
  }
}

function tell(body: unknown, listening: Listening, known: Set<string>): void {
  const { stage, user, runId, now, seen, gap } = listening;
  const me = stage.users[user].id;
  const rooms = at(body, "rooms", "join");
  if (typeof rooms !== "object" || rooms === null) return;
  const seenMs = now();
  for (const [id, room] of Object.entries(rooms)) {
    if (known.has(id) && at(room, "timeline", "limited") === true) gap();
    known.add(id);
    const events = at(room, "timeline", "events");
    if (!Array.isArray(events)) continue;
    for (const event of events) {
      const stamp = readStamp(at(event, "content"));
      if (stamp === undefined || stamp.run !== runId || at(event, "sender") === me) continue;
      seen(Math.max(0, seenMs - stamp.sent), stamp.phase);
    }
  }
}
