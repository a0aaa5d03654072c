// The origins as their own parts see them: what who answers a request may ask of the whole, and how it is
// set up. The whole is origins.ts.
import type { ServerName } from "../protocol/event.ts";
import type { Homeserver, Policy, Recorder, SharedRoom } from "../server/index.ts";
import type { Ed25519Signer } from "./ed25519.ts";
import type { KeyRing } from "./key-ring.ts";
import type { Manner, Treatment } from "./manner.ts";
import type { RoomBook } from "./room-book.ts";
import type { HttpAnswer } from "./spell.ts";

export interface OriginsOptions {
  /** Names of the origins, `address:port` on loopback; see origin-names.ts. */
  readonly names: readonly ServerName[];
  /** Keys and IDs follow from it. */
  readonly seed: string;
  /** Base addresses of servers that are not where their name says. */
  readonly routes?: ReadonlyMap<ServerName, string>;
  /** How an origin behaves, by number (default: well). */
  readonly manner?: (origin: number) => Manner;
  /** Told how every request to an origin is treated. */
  readonly onTreated?: (origin: number, treatment: Treatment) => void;
  /** Told what the origins do (default: nobody). */
  readonly recorder?: Recorder;
  /** Told of every transaction that an origin sent or got. */
  readonly onTransaction?: (transaction: TransactionNote) => void;
  /** What homeservers decide for themselves (default: `bridgePolicy`). */
  readonly policy?: Policy;
}

/** A transaction that came in or went out, when it was answered. */
export interface TransactionNote {
  readonly direction: "in" | "out";
  readonly origin: number;
  readonly other: ServerName;
  readonly pdus: number;
  readonly edus: number;
  readonly ms: number;
  /** 0: no answer. */
  readonly status: number;
}

/** What is remembered of the transactions between one sender and one origin. */
export interface Dealings {
  busy: boolean;
  readonly answers: Map<string, HttpAnswer>;
}

export interface OwnOrigins {
  readonly options: OriginsOptions;
  /** When they were made, in ms since 1970. */
  readonly startedMs: number;
  readonly names: readonly ServerName[];
  readonly servers: readonly Homeserver[];
  readonly signers: readonly Ed25519Signer[];
  readonly keys: KeyRing;
  readonly book: RoomBook;
  /** Rooms by the aliases under which others may ask for them, `#name:origin`. */
  readonly aliases: ReadonlyMap<string, SharedRoom>;
  /** The number of a server, given at first mention; -1 once too many are known. */
  serverNumber(name: ServerName): number;
  /** What is remembered of a sender's transactions to an origin. */
  dealings(origin: number, from: number): Dealings;
}
