// What one server knows of one room: which events and with what verdict, its forward extremities,
// its current state. States that follow from the graph are the lens's; only states that the server
// was told by another, and that differ, are kept here. Where the server stands lies in standings.ts,
// beside that of all others. It is longer than 300 lines because whatever makes a server unlike
// others that stand where it does is kept, and guarded, in one place.
import type { Pdu } from "../../protocol/event.ts";
import { redactedReading } from "../../protocol/reworded-graph.ts";
import type { EventIndex, RoomGraph } from "../../protocol/room-graph.ts";
import type { Rejection, Resolution } from "../../protocol/room-states.ts";
import { emptyState, type StateId } from "../../protocol/state.ts";
import type { ExtremitySet } from "./extremity-sets.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Lens } from "./lens.ts";
import type { InboxItem, PartialState, Pending } from "./pending.ts";
import type { Policy } from "../policy.ts";
import { verdict, type Verdict } from "../verdict.ts";
import type { SharedRoom } from "./shared-room.ts";
import { odd, type Stand, type Standing, type Standings } from "./standings.ts";

const noTexts: ReadonlyMap<EventIndex, Pdu> = new Map();

/** What a replica had stored at some time, to go back to. */
export interface ReplicaBackup {
  readonly verdicts: readonly Verdict[];
  readonly extremities: ExtremitySet;
  readonly current: StateId;
  readonly joined: boolean;
  readonly divergent: boolean;
  readonly rejectsOtherwise: boolean;
  readonly gaps: readonly EventIndex[];
  readonly placeless: readonly EventIndex[];
  readonly inbox: readonly InboxItem[];
  readonly partial: PartialState | undefined;
  readonly redacted: readonly EventIndex[];
  readonly ownBefore: ReadonlyMap<EventIndex, StateId>;
  readonly ownAfter: ReadonlyMap<EventIndex, StateId>;
}

/** States around events as another server told them. */
interface OwnStates {
  readonly before: Map<EventIndex, StateId>;
  readonly after: Map<EventIndex, StateId>;
}

export class Replica {
  readonly shared: SharedRoom;
  /** Number of the server. */
  readonly #server: number;
  readonly #knowledge: Knowledge;
  readonly #standings: Standings;
  #lens: Lens;
  // Most servers of a large room need none of these: made at first use, they neither fill memory
  // nor are looked at, far from each other, with every delivery.
  #gaps: Set<EventIndex> | undefined = undefined;
  #placeless: Set<EventIndex> | undefined = undefined;
  #inbox: InboxItem[] | undefined = undefined;
  #aside: Set<InboxItem> | undefined = undefined;
  /** States before and after events that differ from what the graph says. */
  #own: OwnStates | undefined = undefined;
  #waiting: Pending | "join" | undefined = undefined;
  /** The server that invited a local user from outside, -1 if none. */
  invitedBy = -1;
  #partial: PartialState | undefined = undefined;
  /** While a join of a user is under way whose turn it is: what begins those that wait (join/join-turn.ts). */
  joinsWaiting: (() => void)[] | undefined = undefined;
  #redacted: Set<EventIndex> | undefined = undefined;
  /** Those of them of which rules see the difference, in the form that the server has; never changed. */
  #texts: ReadonlyMap<EventIndex, Pdu> | undefined = undefined;
  #rejectsOtherwise = false;
  /** A look at the number of extremities is due. */
  tidyDue = false;
  #divergent = false;

  constructor(shared: SharedRoom, lens: Lens, server: number) {
    this.shared = shared;
    this.#lens = lens;
    this.#server = server;
    this.#knowledge = shared.knowledge;
    this.#standings = shared.standings;
    this.#standings.forget(server);
  }

  get extremities(): ExtremitySet {
    return this.#standings.extremities(this.#server);
  }
  set extremities(extremities: ExtremitySet) {
    this.stand({ extremities, current: this.current, joined: this.joined });
  }

  get current(): StateId {
    return this.#standings.current(this.#server);
  }

  /** A local user is joined by the current state. */
  get joined(): boolean {
    return this.#standings.joined(this.#server);
  }

  /** The number of where the server stands, the same for all that stand alike. */
  get standing(): Standing {
    return this.#standings.of[this.#server];
  }

  /** Sets extremities, current state and membership at once. */
  stand(stand: Stand): void {
    this.#standings.move(this.#server, stand);
  }

  // What makes a server unlike others that stand where it does. Whatever is about to change any of
  // it makes the server odd; `settleDown` looks whether it still is.

  #beOdd(way: number = odd.itself): void {
    this.#standings.odd[this.#server] |= way;
  }

  /** True unless the server comes to the same as others that stand where it does. */
  get isOdd(): boolean {
    return (this.#standings.odd[this.#server] & odd.itself) !== 0;
  }

  /** Lets the server be like all others that stand where it does, if it is. */
  settleDown(policy: Policy): void {
    if (this.#divergent || this.#partial !== undefined) return;
    const by = { policy, lens: this.#lens, isBusy: !this.isIdle };
    this.#standings.settleDown(this.#server, by);
  }

  get lens(): Lens {
    return this.#lens;
  }
  set lens(lens: Lens) {
    this.#beOdd();
    this.#lens = lens;
  }

  /** The room's events as this server has them: some perhaps in their redacted form. */
  get graph(): RoomGraph {
    return this.#lens.graph;
  }

  /** Set while an answer is awaited; the inbox waits. */
  get waiting(): Pending | "join" | undefined {
    return this.#waiting;
  }
  set waiting(waiting: Pending | "join" | undefined) {
    this.#beOdd(odd.busy);
    this.#waiting = waiting;
  }

  /** Set while the server has only part of the room's state. */
  get partial(): PartialState | undefined {
    return this.#partial;
  }
  set partial(partial: PartialState | undefined) {
    this.#beOdd();
    this.#partial = partial;
  }

  /** True once any own state or own verdict differs from the lens. */
  get divergent(): boolean {
    return this.#divergent;
  }
  set divergent(divergent: boolean) {
    this.#beOdd();
    this.#divergent = divergent;
  }

  /** The server goes by another policy now. */
  changePolicy(): void {
    this.#beOdd();
  }

  /** Missing events on which an accepted event stands; when they come they are no extremity. */
  get gaps(): ReadonlySet<EventIndex> {
    return (this.#gaps ??= new Set());
  }

  addGap(event: EventIndex): void {
    (this.#gaps ??= new Set()).add(event);
    this.#knowledge.setApart(event, this.#server);
  }

  isGap(event: EventIndex): boolean {
    return this.#gaps !== undefined && this.#gaps.has(event);
  }

  /** Rejected events that are known only as part of a state or an auth chain. */
  get placeless(): Set<EventIndex> {
    return (this.#placeless ??= new Set());
  }

  get inbox(): InboxItem[] {
    this.#beOdd(odd.busy);
    return (this.#inbox ??= []);
  }

  /** True if an event that comes now can be received at once. */
  get isIdle(): boolean {
    return this.#waiting === undefined && (this.#inbox === undefined || this.#inbox.length === 0);
  }

  /** Events whose gap nobody answered for; they come into the inbox again after a while. */
  get aside(): Set<InboxItem> {
    return (this.#aside ??= new Set());
  }

  /** The event has its place now. */
  place(event: EventIndex): void {
    this.#placeless?.delete(event);
  }

  /** Events come in their redacted form, but for those that the server has whole. */
  redact(events: readonly EventIndex[]): void {
    const fresh = events.filter((event) => this.verdictOf(event) === verdict.unknown);
    for (const event of fresh) {
      (this.#redacted ??= new Set()).add(event);
      this.#knowledge.setApart(event, this.#server);
    }
    if (this.#readOtherwise(fresh)) this.changeLens(this.#lens);
  }

  /** True if rules find less in these events than in what others have, and in none of them before. */
  #readOtherwise(events: Iterable<EventIndex>): boolean {
    let isNew = false;
    for (const event of events) {
      const text = redactedReading(this.shared.graph, event);
      if (text === undefined || this.#texts?.has(event)) continue;
      this.#texts = new Map([...(this.#texts ?? []), [event, text]]);
      isNew = true;
    }
    return isNew;
  }

  /** True if the server has any event in redacted form only. */
  get hasRedacted(): boolean {
    return this.#redacted !== undefined;
  }

  /** True if the server has only the redacted form. */
  isRedacted(event: EventIndex): boolean {
    return this.#redacted !== undefined && this.#redacted.has(event);
  }

  /** The event is here now. */
  closeGap(event: EventIndex): void {
    this.#gaps?.delete(event);
  }

  verdictOf(event: EventIndex): Verdict {
    return this.#knowledge.get(event, this.#server);
  }

  setVerdict(event: EventIndex, value: Verdict): void {
    this.#knowledge.set(event, this.#server, value);
  }

  /** True if the event's place in the room is known, that is if it is more than an outlier. */
  has(event: EventIndex): boolean {
    if (this.verdictOf(event) < verdict.accepted) return false;
    return this.#placeless === undefined || !this.#placeless.has(event);
  }

  /** True if a server is in the room, as this one sees it. */
  isResident(server: number): boolean {
    if (this.shared.isJoined(this.current, server)) return true;
    return this.partial?.servers.includes(server) ?? false;
  }

  readonly rejected = (event: EventIndex): boolean => this.verdictOf(event) === verdict.rejected;

  stateBefore(event: EventIndex): StateId {
    return this.#own?.before.get(event) ?? this.lens.states.before(event);
  }

  stateAfter(event: EventIndex): StateId {
    return this.#own?.after.get(event) ?? this.lens.states.after(event);
  }

  /** Keeps the states around an event, if they are not what the graph says anyway. */
  keepStates(event: EventIndex, states: { before: StateId; after: StateId }): void {
    const { lens } = this;
    if (lens.states.before(event) === states.before && lens.states.after(event) === states.after) {
      // What was partial before may be what the graph says now.
      this.#own?.before.delete(event);
      this.#own?.after.delete(event);
      return;
    }
    this.#keepOwn(event, states);
  }

  #keepOwn(event: EventIndex, { before, after }: { before: StateId; after: StateId }): void {
    this.#own ??= { before: new Map(), after: new Map() };
    this.#own.before.set(event, before);
    this.#own.after.set(event, after);
    this.divergent = true;
  }

  /** Notes whether this server rejects an event; where the rules do not, or do, it is on its own. */
  noteRejection(event: EventIndex, isRejected: boolean): void {
    if (isRejected === (this.lens.states.rejection(event) !== undefined)) return;
    this.#rejectsOtherwise = true;
    this.divergent = true;
  }

  /** Resolution with this server's own view of what is rejected. */
  resolution(states: readonly StateId[]): Resolution {
    const { states: shared } = this.lens;
    return shared.resolution(states, this.#rejectsOtherwise ? this.rejected : shared.rejected);
  }

  /** Receipt checks 4 and 5 with this server's own view of what is rejected. */
  judge(event: EventIndex, before: StateId): Rejection | undefined {
    const { states } = this.lens;
    if (!this.divergent && before === states.before(event)) return states.rejection(event);
    return states.judge(event, before, this.rejected);
  }

  /** Stands where another member's replica stands: a room that was there before the story. */
  adopt(other: Replica): void {
    this.stand({ extremities: other.extremities, current: other.current, joined: true });
  }

  /** What is stored now. */
  save(): ReplicaBackup {
    const { graph } = this.shared;
    return {
      verdicts: Array.from({ length: graph.count }, (_, event) => this.verdictOf(event)),
      extremities: this.extremities,
      current: this.current,
      joined: this.joined,
      divergent: this.divergent,
      rejectsOtherwise: this.#rejectsOtherwise,
      gaps: [...(this.#gaps ?? [])],
      placeless: [...(this.#placeless ?? [])],
      inbox: [...(this.#inbox ?? []), ...(this.#aside ?? [])],
      partial: copied(this.partial),
      redacted: [...(this.#redacted ?? [])],
      ownBefore: new Map(this.#own?.before),
      ownAfter: new Map(this.#own?.after),
    };
  }

  /**
   * Goes back to what was stored; `undefined`: to nothing at all.
   * @returns the events that the server does not know any more
   */
  restore(backup: ReplicaBackup | undefined): EventIndex[] {
    const gone: EventIndex[] = [];
    for (let event = 0; event < this.shared.graph.count; event++) {
      const then = backup?.verdicts[event] ?? verdict.unknown;
      const now = this.verdictOf(event);
      if (now === then) continue;
      this.setVerdict(event, then);
      if (then === verdict.unknown) gone.push(event);
    }
    const { extremities = 0, current = emptyState, joined = false } = backup ?? {};
    this.stand({ extremities, current, joined });
    this.divergent = backup?.divergent ?? false;
    this.#rejectsOtherwise = backup?.rejectsOtherwise ?? false;
    this.#gaps?.clear();
    for (const gap of backup?.gaps ?? []) this.addGap(gap);
    refill(this.placeless, backup?.placeless);
    this.inbox.splice(0, Infinity, ...(backup?.inbox ?? []));
    this.aside.clear();
    this.waiting = undefined;
    this.partial = copied(backup?.partial);
    this.#redacted = new Set(backup?.redacted);
    for (const event of this.#redacted) this.#knowledge.setApart(event, this.#server);
    if (this.#texts !== undefined || this.#redacted.size > 0) {
      this.#texts = undefined;
      this.#readOtherwise(this.#redacted);
      this.lens = this.#lens.reworded(this.#texts ?? noTexts);
    }
    const before = new Map(backup?.ownBefore);
    const after = new Map(backup?.ownAfter);
    this.#own = before.size === 0 ? undefined : { before, after };
    return gone;
  }

  /**
   * Goes on under the rules of another dialect, or with other texts of events: what was worked out before
   * stays as it was stored, and only what comes from now on is worked out anew.
   */
  changeLens(base: Lens): void {
    const lens = this.#texts === undefined ? base : base.reworded(this.#texts);
    this.forEachKnown((event, value) => {
      if (value < verdict.accepted) return;
      // Verdicts stay as well, so resolutions must not go by what the other rules would have rejected.
      if ((value === verdict.rejected) !== (lens.states.rejection(event) !== undefined)) {
        this.#rejectsOtherwise = true;
        this.divergent = true;
      }
      if (this.placeless.has(event)) return;
      const before = this.stateBefore(event);
      const after = this.stateAfter(event);
      if (lens.states.before(event) === before && lens.states.after(event) === after) return;
      this.#keepOwn(event, { before, after });
    });
    this.lens = lens;
  }

  /** Every event that the server holds, with its verdict. */
  forEachKnown(visit: (event: EventIndex, value: Verdict) => void): void {
    for (let event = 0; event < this.shared.graph.count; event++) {
      const value = this.verdictOf(event);
      if (value !== verdict.unknown) visit(event, value);
    }
  }
}

function copied(partial: PartialState | undefined): PartialState | undefined {
  if (partial === undefined) return undefined;
  const { events, servers } = partial;
  return { ...partial, events: [...events], servers: [...servers], waiting: new Set() };
}

function refill<Member>(set: Set<Member>, members: readonly Member[] = []): void {
  set.clear();
  for (const member of members) set.add(member);
}
