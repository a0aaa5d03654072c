// Rooms that the tests of this folder share.
import type { Seed } from "../../../sim/engine/stream.ts";
import type { RoomDraft } from "../../../sim/compare/draft.ts";
import { randomRoom, type RandomRoom } from "../../../sim/compare/random-room.ts";

export const seed: Seed = { low: 1, high: 2 };

/** The first made-up rooms of a version. */
export function someRooms(version: string, count: number): RandomRoom[] {
  return Array.from({ length: count }, (_, room) => randomRoom({ seed, room, version }));
}

const ada = "@ada:a.test";

/**
 * A room in which an administrator who leaves moves the join rules under another state key: by the
 * text that counts as a power event and comes first, elsewhere it comes after her leaving.
 */
export const sideRulesRoom: RoomDraft = {
  version: "11",
  drafts: [
    act("m.room.create", "", { room_version: "11" }, []),
    act("m.room.member", ada, { membership: "join" }, [0]),
    act("m.room.join_rules", "side", { join_rule: "public" }, [1], 9000),
    act("m.room.member", ada, { membership: "leave" }, [1], 5000),
  ],
};

function act(
  type: string,
  stateKey: string,
  content: RoomDraft["drafts"][0]["content"],
  prev: number[],
  ts = 0,
) {
  return { sender: ada, type, stateKey, content, prev, ts: 1_700_000_000_000 + ts } as const;
}
