import { mkdtempSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { exportRoom } from "../../../../sim/bridge/synapse/export-room.ts";

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "rashomon-test-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test("events come by depth, in their own words, with those that do not count told apart", async () => {
  const dir = folder();
  const database = new DatabaseSync(join(dir, "homeserver.db"));
  database.exec(`
    CREATE TABLE events (event_id, room_id, depth, stream_ordering, outlier);
    CREATE TABLE event_json (event_id, json);
    CREATE TABLE rejections (event_id);
    INSERT INTO events VALUES ('$b', '!r', 2, 9, 0), ('$a', '!r', 1, 10, 1), ('$c', '!q', 1, 1, 0);
    INSERT INTO event_json VALUES ('$a', '{"depth":1,"x":1.50}'), ('$b', '{"depth":2}'), ('$c', '{}');
    INSERT INTO rejections VALUES ('$b');`);
  database.close();
  expect(await exportRoom({ folder: dir }, "!r")).toEqual({
    lines: ['{"event_id":"$a","depth":1,"x":1.50}', '{"event_id":"$b","depth":2}'],
    ...{ outliers: 1, rejected: 1 },
  });
  await expect(exportRoom({ folder: dir }, "!none")).rejects.toThrow("no event of the room !none");
});

test("without a database there is a problem", async () => {
  await expect(exportRoom({ folder: folder() }, "!r")).rejects.toThrow(
    "homeserver.db is not there",
  );
});
