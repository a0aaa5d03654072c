// Lies in answers: a state from which something is missing or in which something is old, auth
// chains with holes, and events that were tampered with.
import { Type } from "typebox";
import { chance } from "../../../engine/index.ts";
import { chanceOf, faultRule, optional, RoomLabel, Servers, Share } from "../fault-rule.ts";
import { lie } from "./events.ts";

/** Answers /state_ids with the event before the newest one at a slot, from then on and for good. */
export const staleState = faultRule({
  name: "stale-state",
  family: "lie",
  about: "A server answers /state_ids with an old event at a slot, from then on.",
  example: "server=bravo.test room=room1 type=m.room.join_rules key=",
  momentary: true,
  fields: {
    server: Type.String({ minLength: 1, maxLength: 255 }),
    room: RoomLabel,
    type: Type.String(),
    key: Type.String(),
  },
  begin({ world, rooms }, { server: name, room: label, type, key }) {
    const server = world.servers[world.serverNumber(name)];
    const room = rooms.get(label);
    const what = `${server.name} answers /state_ids with an old ${type} from now on`;
    if (room !== undefined) {
      server.staleSlot = { room, slot: room.graph.slotOf(type, key) };
      world.recorder.mark(server.number, "rule", what, room, room.graph.create);
    }
    return { what };
  },
});

export const falseState = faultRule({
  name: "false-state",
  family: "lie",
  about: "A server answers /state_ids with a state from which a share of the events is missing.",
  example: "share=1/3 servers=alpha.test",
  fields: { share: optional(Share), type: optional(Type.String()), servers: Servers },
  begin(scene, { share = { numerator: 1, denominator: 3 }, type, servers }) {
    const draws = chanceOf(scene, "false state");
    const { numerator, denominator } = share;
    return lie(scene, servers, "leave events out of the states that they report", () => ({
      answer(request, answer) {
        if (request.kind !== "state_ids" || !answer.ok || !("state" in answer)) return undefined;
        const { graph } = request.room;
        let { state } = answer;
        if (state === undefined) return undefined;
        const slots: number[] = [];
        graph.states.forEach(state, (slot) => slots.push(slot));
        for (const slot of slots) {
          if (slot === graph.createSlot) continue;
          if (type !== undefined && graph.slotNames(slot).type !== type) continue;
          const gone = chance(draws.at2(request.event, slot), numerator, denominator);
          if (gone) state = graph.states.set(state, slot, -1);
        }
        return { ...answer, state };
      },
    }));
  },
});

export const withheldAuth = faultRule({
  name: "withheld-auth",
  family: "lie",
  about: "A server leaves events of a type out of the auth chains and states that it is asked for.",
  example: "type=m.room.power_levels servers=alpha.test",
  fields: { type: Type.String({ minLength: 1 }), servers: Servers },
  begin: (scene, { type, servers }) =>
    lie(scene, servers, `keep ${type} to themselves`, () => ({
      answer(request, answer) {
        const asked = request.kind === "event_auth" || request.kind === "event";
        if (!asked || !answer.ok) return undefined;
        const { graph } = request.room;
        const events = answer.events.filter((event) => graph.pdu(event).type !== type);
        return { ...answer, events };
      },
    })),
});

export const alteredAnswers = faultRule({
  name: "altered-answers",
  family: "lie",
  about:
    "Events in a server's answers were tampered with, so that only their redacted form passes.",
  example: "type=m.room.power_levels servers=alpha.test",
  undrawn: true,
  breaks: ["converges"],
  fields: { type: optional(Type.String({ minLength: 1 })), servers: Servers },
  begin: (scene, { type, servers }) =>
    lie(scene, servers, `alter ${type ?? "the events"} that they answer with`, () => ({
      answer(request, answer) {
        if (!answer.ok || "prevEvents" in answer || answer.events.length === 0) return undefined;
        const { graph } = request.room;
        const altered = answer.events.filter((event) => {
          return type === undefined || graph.pdu(event).type === type;
        });
        return { ...answer, redacted: [...(answer.redacted ?? []), ...altered] };
      },
    })),
});
