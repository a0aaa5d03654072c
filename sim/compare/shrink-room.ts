// Makes a room smaller as long as something stays true of it: leaves out drafts, states, edges and
// outdated citations, one after another, until nothing more can go. What stood on a draft that goes
// stands on what that stood on.
import { buildRoom, type BuiltRoom } from "./build-room.ts";
import type { Draft, RoomDraft } from "./draft.ts";

/** A shrunk room. */
export interface Shrunk {
  readonly draft: RoomDraft;
  readonly built: BuiltRoom;
  /** How many smaller rooms were tried. */
  readonly tried: number;
}

/**
 * Shrinks a room.
 * @param holds what must stay true; it is true of the room that is given
 */
export function shrinkRoom(room: RoomDraft, holds: (built: BuiltRoom) => boolean): Shrunk {
  let best = accepted(room, buildRoom(room));
  let built = buildRoom(best);
  let tried = 0;
  for (let shorter = true; shorter;) {
    shorter = false;
    for (const smaller of smallerRooms(() => best)) {
      const candidate = buildRoom(smaller);
      tried++;
      if (!holds(candidate)) continue;
      best = accepted(smaller, candidate);
      built = candidate;
      shorter = true;
    }
  }
  return { draft: best, built, tried };
}

/** The room without the drafts that the rules refuse. */
function accepted(room: RoomDraft, { eventOf }: BuiltRoom): RoomDraft {
  let kept = room;
  for (let place = eventOf.length - 1; place >= 0; place--) {
    if (eventOf[place] < 0) kept = withoutDraft(kept, place);
  }
  return kept;
}

/** Each step that makes the latest best room smaller; places are counted from its end. */
function* smallerRooms(latest: () => RoomDraft): Generator<RoomDraft> {
  for (let place = latest().drafts.length - 1; place > 0; place--) {
    const room = latest();
    if (place < room.drafts.length) yield withoutDraft(room, place);
  }
  for (let n = (latest().statesAfter ?? []).length - 1; n >= 0; n--) {
    const { statesAfter = [] } = latest();
    if (statesAfter.length > 2) {
      yield { ...latest(), statesAfter: statesAfter.filter((_place, at) => at !== n) };
    }
  }
  for (let place = latest().drafts.length - 1; place > 0; place--) {
    const { authAfter, prev } = latest().drafts[place] ?? { prev: [] };
    if (authAfter !== undefined) yield withDraft(latest(), place, { authAfter: undefined });
    for (const edge of prev.length > 1 ? prev : []) {
      yield withDraft(latest(), place, { prev: prev.filter((other) => other !== edge) });
    }
  }
}

function withDraft(room: RoomDraft, place: number, change: Partial<DraftChange>): RoomDraft {
  const { authAfter, ...rest } = { ...room.drafts[place], ...change };
  const draft = authAfter === undefined ? rest : { ...rest, authAfter };
  return { ...room, drafts: room.drafts.with(place, draft) };
}

type DraftChange = Pick<Draft, "prev"> & { readonly authAfter: number | undefined };

/** The room without one draft; all places behind it move. */
export function withoutDraft(room: RoomDraft, gone: number): RoomDraft {
  const instead = room.drafts[gone].prev;
  const moved = (places: readonly number[]): number[] => {
    const kept = places.flatMap((place) => (place === gone ? instead : [place]));
    return [...new Set(kept)].map((place) => (place > gone ? place - 1 : place));
  };
  const drafts = room.drafts.flatMap((draft, place) => {
    if (place === gone) return [];
    const { authAfter, ...rest } = draft;
    const [citedAfter] = authAfter === undefined ? [] : moved([authAfter]);
    const prev = moved(draft.prev);
    return [
      citedAfter === undefined ? { ...rest, prev } : { ...rest, prev, authAfter: citedAfter },
    ];
  });
  const { version, statesAfter } = room;
  if (statesAfter === undefined) return { version, drafts };
  return { version, drafts, statesAfter: moved(statesAfter) };
}
