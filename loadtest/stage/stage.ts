// The stage of a load test: which users and rooms exist on the server, as build-stage.ts made them.
// One file that k6, Node and every generator of a distributed test read, so that all of them know
// the same world. It holds secrets (access tokens, passwords): it is never part of a report.

/** A stage as its file holds it. */
export interface Stage {
  readonly format: "rashomon-stage-1";
  readonly seed: string;
  /** Base address of the Client-Server API, without a slash at the end. */
  readonly target: string;
  /** The server's name, as in its user ids. */
  readonly serverName: string;
  /** What the server can do that not every server can. */
  readonly features: readonly Feature[];
  readonly users: readonly StageUser[];
  readonly rooms: readonly Room[];
}

/** Abilities that journeys may need. `sliding-sync` is MSC4186. */
export const features = ["sliding-sync"] as const;
export type Feature = (typeof features)[number];

export interface StageUser {
  /** For example `@u7-x1:example.org`. */
  readonly id: string;
  /** Name of a persona; see personas.ts. */
  readonly persona: string;
  /** Indices of the rooms that the user is a member of. */
  readonly rooms: readonly number[];
  readonly deviceId: string;
  /** Secret. */
  readonly token: string;
  /** Secret; missing where the accounts came with tokens only. */
  readonly password?: string;
}

export interface Room {
  readonly id: string;
  readonly kind: RoomKind;
  /** Indices of the members; the first made the room. */
  readonly members: readonly number[];
}

/** The big room is public; encrypted rooms carry `m.room.encryption`. */
export type RoomKind = "big" | "group" | "encrypted";

/** Every secret of a stage, so that reports can be searched for them. */
export function secretsOf({ users }: Stage): readonly string[] {
  return users.flatMap(({ token, password }) =>
    password === undefined ? [token] : [token, password],
  );
}
