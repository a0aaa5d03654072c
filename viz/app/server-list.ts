// The list of servers as rows: found by name, sorted, and grouped by the state that they hold, so
// that ten thousand of them are a few lines. Pure; panels/servers.ts shows it.
import { campsAt, type Model } from "../model/index.ts";

const sortings = ["difference", "lacking", "name", "trace"] as const;
export type Sorting = (typeof sortings)[number];

export interface ListOptions {
  readonly atMs: number;
  readonly room: number;
  /** A part of a name, in any case; all servers where it is empty. */
  readonly find: string;
  readonly sort: Sorting;
  readonly grouped: boolean;
  /** States whose groups are open. */
  readonly open: ReadonlySet<number>;
  /** In how many slots each server differed over the whole run, at most. */
  readonly worst: ArrayLike<number>;
}

export interface ServerRow {
  readonly kind: "server";
  readonly server: number;
  readonly state: number | undefined;
  /** Slots in which its state differs from that of most. */
  readonly slots: number;
  /** Events that others know and it does not. */
  readonly lacking: number;
  readonly inGroup: boolean;
}

export interface GroupRow {
  readonly kind: "group";
  readonly state: number | undefined;
  readonly servers: readonly number[];
  readonly slots: number;
  readonly open: boolean;
}

export type ListRow = ServerRow | GroupRow;

/** The rows of the list, from top to bottom. */
export function serverRows(model: Model, options: ListOptions): ListRow[] {
  const { atMs, room, find, sort, grouped, open } = options;
  const camps = campsAt(model, atMs, room);
  const [common] = camps;
  const stateOf = new Map(
    camps.flatMap(({ state, servers }) => servers.map((server) => [server, state] as const)),
  );
  const slotsOf = (state: number | undefined) =>
    state === undefined || common === undefined ? 0 : model.states.distance(state, common.state);
  const distances = new Map(camps.map(({ state }) => [state, slotsOf(state)]));
  const wanted = find.trim().toLowerCase();
  const rows: ServerRow[] = [];
  let most = 0;
  model.meta.servers.forEach(({ name }, server) => {
    const known = model.arrivals.countKnown(server, atMs);
    most = Math.max(most, known);
    if (!name.toLowerCase().includes(wanted)) return;
    const state = stateOf.get(server);
    const slots = state === undefined ? 0 : (distances.get(state) ?? 0);
    rows.push({ kind: "server", server, state, slots, lacking: known, inGroup: grouped });
  });
  const list = rows.map((row) => ({ ...row, lacking: most - row.lacking }));
  list.sort(byRank(model, sort, options.worst));
  return grouped ? inGroups(list, { distances, open }) : list;
}

function byRank(model: Model, sort: Sorting, worst: ArrayLike<number>) {
  return (a: ServerRow, b: ServerRow): number => {
    const own = {
      difference: b.slots - a.slots || (worst[b.server] ?? 0) - (worst[a.server] ?? 0),
      lacking: b.lacking - a.lacking,
      name: compare(model.serverNames[a.server], model.serverNames[b.server]),
      trace: 0,
    }[sort];
    return own || a.server - b.server;
  };
}

function inGroups(
  list: readonly ServerRow[],
  { distances, open }: { distances: ReadonlyMap<number, number>; open: ReadonlySet<number> },
): ListRow[] {
  const groups = new Map<number | undefined, ServerRow[]>();
  for (const row of list) {
    const group = groups.get(row.state);
    if (group === undefined) groups.set(row.state, [row]);
    else group.push(row);
  }
  return [...groups].flatMap(([state, members]): ListRow[] => {
    // A group of one is its server.
    if (members.length === 1) return [{ ...members[0], inGroup: false }];
    const isOpen = open.has(state ?? -1);
    const slots = state === undefined ? 0 : (distances.get(state) ?? 0);
    const servers = members.map(({ server }) => server);
    const head: GroupRow = { kind: "group", state, servers, slots, open: isOpen };
    return isOpen ? [head, ...members] : [head];
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The most slots in which each server ever differed. */
export function worstOf({ bins, slots }: { bins: number; slots: Uint16Array }): Uint16Array {
  const worst = new Uint16Array(Math.floor(slots.length / bins));
  slots.forEach((count, at) => {
    const server = Math.floor(at / bins);
    worst[server] = Math.max(worst[server], count);
  });
  return worst;
}
