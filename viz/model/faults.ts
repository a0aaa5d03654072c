// Faults as bands in time: each partition, hold or crash, from its start to the record that ended
// it.
import type { FaultRecord } from "../../sim/trace/records.ts";

export interface FaultBand {
  readonly id: number;
  /** `begin`: a named fault that is none of the others. */
  readonly verb: "partition" | "hold" | "crash" | "begin";
  /** The name of a named fault, and what it does, in words. */
  readonly rule?: string;
  readonly what?: string;
  readonly startMs: number;
  /** The end of the trace where the fault was never ended. */
  readonly endMs: number;
  /** True where the fault was still on when the trace ended. */
  readonly open: boolean;
  /** Numbers of the records that began and ended it, for ties in time. */
  readonly startSeq: number;
  readonly endSeq: number;
  /** Sides of a partition, as server indexes; servers that it does not name are the last side. */
  readonly groups: readonly (readonly number[])[];
  readonly oneWay: boolean;
  /** Links, as pairs of server indexes. */
  readonly links: readonly (readonly [number, number])[];
  readonly server: number | undefined;
}

type Draft = { -readonly [K in keyof FaultBand]: FaultBand[K] } & { ended: boolean };

const beginnings = { heal: "partition", release: "hold", restart: "crash", end: "begin" } as const;

/** Pairs beginnings with ends, in the order of the trace. */
export class FaultBuilder {
  private readonly drafts: Draft[] = [];
  private readonly serverCount: number;

  constructor(serverCount: number) {
    this.serverCount = serverCount;
  }

  add(record: FaultRecord, seq: number): void {
    switch (record.verb) {
      case "partition":
      case "hold":
      case "crash":
      case "begin":
        this.drafts.push({
          ...begin(record, record.verb, seq),
          groups: this.allSides(record.groups ?? []),
        });
        return;
      default: {
        for (const draft of this.endedBy(record, beginnings[record.verb])) {
          draft.endMs = record.atMs;
          draft.endSeq = seq;
          draft.ended = true;
        }
      }
    }
  }

  finish(endMs: number): FaultBand[] {
    return this.drafts.map(({ ended, ...band }) => {
      const over = ended || band.endMs <= endMs;
      return { ...band, open: !over, endMs: over ? band.endMs : endMs };
    });
  }

  /** Servers that no group names form one further group. */
  private allSides(groups: readonly (readonly number[])[]): (readonly number[])[] {
    if (groups.length === 0) return [];
    const named = new Set(groups.flat());
    const rest = Array.from({ length: this.serverCount }, (_, server) => server).filter(
      (server) => !named.has(server),
    );
    return rest.length === 0 ? [...groups] : [...groups, rest];
  }

  /** The fault with the same number; else, for a restart, the one that holds the server. */
  private endedBy(record: FaultRecord, verb: FaultBand["verb"]): Draft[] {
    const running = this.drafts.filter((draft) => !draft.ended && draft.verb === verb);
    const named = running.filter((draft) => draft.id === record.id);
    if (named.length > 0 || record.server === undefined) return named;
    return running.filter((draft) => draft.server === record.server);
  }
}

function begin(record: FaultRecord, verb: FaultBand["verb"], seq: number): Draft {
  return {
    id: record.id,
    verb,
    ...(record.rule === undefined ? {} : { rule: record.rule }),
    ...(record.what === undefined ? {} : { what: record.what }),
    startMs: record.atMs,
    endMs: record.endMs ?? Number.POSITIVE_INFINITY,
    open: true,
    startSeq: seq,
    endSeq: seq,
    groups: [],
    oneWay: record.oneWay ?? false,
    links: record.links ?? [],
    server: record.server,
    ended: false,
  };
}

/** The side of a partition that a server is on, counted from 0; -1 where it is on none. */
export function sideOf(band: FaultBand, server: number): number {
  return band.groups.findIndex((group) => group.includes(server));
}

/** True where the fault touches the server: as a side, an end of a link, or the crashed one. */
export function touches(band: FaultBand, server: number): boolean {
  return (
    band.server === server ||
    sideOf(band, server) >= 0 ||
    band.links.some((link) => link.includes(server))
  );
}
