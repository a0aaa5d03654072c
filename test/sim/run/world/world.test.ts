// What the world adds to the wire (see mail.test.ts): the clocks of its servers.
import { expect, test } from "vitest";
import { alpha, arrivalsOf, cast, records, runStory, said } from "../stories.ts";

test("a server's clock shows in what it makes, and in nothing else", () => {
  const at = (offset: number) => {
    const result = runStory((stage) => {
      const { ada, room } = cast(stage);
      stage.server(alpha, { clockOffsetMs: offset });
      stage.after("1s").do(ada.say(room, "what time is it?"));
    });
    const event = said(result, "what time is it?");
    const { pdu } = records(result, "event")[event];
    return {
      ts: (pdu as { origin_server_ts: number }).origin_server_ts,
      arrivals: arrivalsOf(result, event),
    };
  };
  expect(at(3_600_000).ts - at(0).ts).toBe(3_600_000);
  expect(at(3_600_000).arrivals).toEqual(at(0).arrivals);
  expect(at(0).ts).toBe(Date.UTC(2024, 0, 1) + 11_000);
});
