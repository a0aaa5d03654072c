import { expect, test } from "vitest";
import { linesOf, problemIn, roomIn, smallRoom } from "./small-room.ts";

const events = smallRoom();
const ids = events.map((event) => event.event_id as string);

test("events of another room are set aside, each with a note", () => {
  const foreign = smallRoom("11", "b.test");
  const { room, notes } = roomIn(linesOf([events[0], foreign[1], ...events.slice(1), foreign[2]]));
  expect(room.events.map(({ id }) => id)).toEqual(ids);
  expect(notes).toEqual([
    {
      kind: "foreign",
      event: foreign[1].event_id as string,
      line: 2,
      detail: "The event is of the room !small:b.test.",
    },
    expect.objectContaining({ kind: "foreign", event: foreign[2].event_id as string, line: 8 }),
  ]);
});

test("without a create event the room is the first named, or the one that is asked for", () => {
  const foreign = smallRoom("11", "b.test").slice(1);
  const text = linesOf([...events.slice(1), ...foreign]);
  expect(roomIn(text, { roomVersion: "11" }).room.roomId).toBe("!small:a.test");
  const asked = roomIn(text, { roomVersion: "11", roomId: "!small:b.test" });
  expect(asked.room.roomId).toBe("!small:b.test");
  expect(asked.counts.get("foreign")).toBe(5);
  expect(asked.counts.get("no-create")).toBe(1);
  const nobody = problemIn(text, { roomVersion: "11", roomId: "!other:b.test" });
  expect(nobody.message).toBe("The file holds no event of the room.");
});

test("a duplicate is set aside, the first one stays", () => {
  const { room, notes } = roomIn(linesOf([...events, events[4]]));
  expect(room.events.map(({ id }) => id)).toEqual(ids);
  expect(notes).toEqual([
    { kind: "duplicate", event: ids[4], line: 7, detail: "An event of this ID came before." },
  ]);
});

test("each parent that is not in the file is noted once", () => {
  const { room, notes } = roomIn(linesOf(events.filter((_, index) => index !== 2)));
  expect(room.events).toHaveLength(5);
  expect(notes).toEqual([
    {
      kind: "missing-parent",
      event: ids[3],
      line: 3,
      detail: `The event names ${ids[2]}, which is not in the file.`,
    },
  ]);
});

test("order does not matter: children before parents are noted, and file order is kept", () => {
  const { room, notes, counts } = roomIn(linesOf([...events].reverse()));
  expect(room.events.map(({ id }) => id)).toEqual([...ids].reverse());
  expect(counts.get("unsorted")).toBe(5);
  expect(notes.every(({ kind }) => kind === "unsorted")).toBe(true);
  expect(notes[0]).toMatchObject({ event: ids[5], line: 1 });
});

test("an event that is its own ancestor refuses the file", () => {
  const event = (name: string, prev: string[]) => ({
    ...{ type: "m.x", sender: "@a:a.test", content: {}, auth_events: [] },
    ...{ event_id: name, prev_events: prev },
  });
  const text = linesOf([
    event("$a", []),
    event("$b", ["$a", "$d"]),
    event("$c", ["$b"]),
    event("$d", ["$c"]),
  ]);
  const problem = problemIn(text, { roomVersion: "11" });
  expect(problem.message).toBe("$b is its own ancestor.");
  expect(problem.line).toBe(2);
  expect(problemIn(linesOf([event("$a", ["$a"])]), { roomVersion: "11" }).line).toBe(1);
});
