import { expect, test } from "vitest";
import { treatmentOf } from "../../../sim/bridge/manner.ts";

const at = (manner: Parameters<typeof treatmentOf>[0], ms = 0, path = "/x") =>
  treatmentOf(manner, path, ms);

test("each manner does what it is named after", () => {
  expect(at("good")).toEqual({ kind: "answer", afterMs: 0 });
  expect(at("slow")).toEqual({ kind: "answer", afterMs: 2_000 });
  expect(at("dead")).toEqual({ kind: "reset" });
  expect([at("flapping", 5_000).kind, at("flapping", 15_000).kind]).toEqual(["answer", "reset"]);
  expect(at("retrying").kind).toBe("answer");
  expect(at("silent").kind).toBe("answer");
  expect(at("silent", 0, "/_matrix/federation/v1/get_missing_events/!a").kind).toBe("never");
  const ofStateless = ["state", "state_ids", "event", "send_join"].map(
    (endpoint) => at("stateless", 0, `/_matrix/federation/v1/${endpoint}/!a?event_id=$b`).kind,
  );
  expect(ofStateless).toEqual(["refuse", "refuse", "answer", "answer"]);
});
