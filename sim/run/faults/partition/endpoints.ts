// Splits that go through the middle of the protocol: some endpoints work and others do not, as with
// proxies, broken workers and full databases.
import { Type } from "typebox";
import { faultRule, optional, Servers, word, type FieldsOf, type Scene } from "../fault-rule.ts";
import { lost, passes, refused } from "../obstacles.ts";
import { linksBetween } from "../where.ts";

/** Every endpoint that servers call. */
export const endpoints = [
  "send",
  "make_join",
  "send_join",
  "make_leave",
  "send_leave",
  "make_knock",
  "send_knock",
  "invite",
  "get_missing_events",
  "state_ids",
  "state",
  "event_auth",
  "event",
  "backfill",
  "sign",
] as const;

const fields = {
  endpoints: Type.Array(word(...endpoints), { minItems: 1 }),
  /** `hang`: no answer comes; `refuse`: an error comes at once (default). */
  by: optional(word("refuse", "hang")),
  servers: optional(Servers),
  to: optional(Servers),
  oneWay: optional(Type.Boolean()),
};
type Fields = FieldsOf<typeof fields>;

function close(scene: Scene, input: Fields, isClosed: (endpoint: string) => boolean) {
  const { by = "refuse", ...ends } = input;
  const { meant, words, servers } = linksBetween(scene, ends);
  const end = scene.world.obstacles.add({
    arrival: ({ from, to, endpoint }) => {
      if (!meant(from, to) || !isClosed(endpoint)) return passes;
      return by === "refuse" ? refused : lost;
    },
  });
  return { words, servers, end };
}

export const endpointsClosed = faultRule({
  name: "endpoints-closed",
  family: "partition",
  about: "Some endpoints do not work and all others do, for example no /state_ids but /send.",
  example: "endpoints=backfill,state_ids,get_missing_events servers=alpha.test",
  fields,
  begin(scene, input) {
    const names: readonly string[] = input.endpoints;
    const { words, servers, end } = close(scene, input, (endpoint) => names.includes(endpoint));
    return { what: `${words}: ${names.join(", ")} do not work`, servers, end };
  },
});

export const endpointsOnly = faultRule({
  name: "endpoints-only",
  family: "partition",
  about: "Only some endpoints work, for example /backfill and /state_ids, but no /send.",
  example: "endpoints=backfill,state_ids,event servers=alpha.test",
  fields,
  begin(scene, input) {
    const names: readonly string[] = input.endpoints;
    const { words, servers, end } = close(scene, input, (endpoint) => !names.includes(endpoint));
    return { what: `${words}: only ${names.join(", ")} work`, servers, end };
  },
});
