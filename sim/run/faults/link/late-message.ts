// One message that comes late: delivery order as a person would write it down. Shrinking puts such
// rules in place of delays that are drawn, so that what overtakes what can be read off the plan.
import { Type } from "typebox";
import { showMs } from "../../duration.ts";
import { DelayMs, faultRule, Servers } from "../fault-rule.ts";
import { passes } from "../obstacles.ts";
import { naming, serversOf } from "../where.ts";

export const lateMessage = faultRule({
  name: "late-message",
  family: "link",
  about: "The first message with what a step of the plan made reaches some servers later.",
  example: "step=4 to=bravo.test ms=20s",
  momentary: true,
  namesStep: true,
  fields: {
    step: Type.Integer({ minimum: 0, maximum: (1 << 28) - 1, description: "the id of a deed" }),
    to: Servers,
    ms: DelayMs,
  },
  problem({ step }, { steps }) {
    if (steps === undefined || steps.some(({ id, user }) => id === step && user !== undefined)) {
      return undefined;
    }
    return `no user does anything in a step ${step}; give the id of a deed`;
  },
  begin(scene, { step, to, ms }) {
    const { world } = scene;
    const servers = serversOf(scene, to, "to");
    // A message that is sent once more is a message of its own: only the first one is late.
    const waiting = new Set(servers);
    world.obstacles.add({
      arrival: ({ to: server, pdus }) => {
        const isMeant = pdus.some(({ room, event }) => world.stepOf(room, event) === step);
        return isMeant && waiting.delete(server) ? ms : passes;
      },
    });
    const user = scene.plan.steps?.find(({ id }) => id === step)?.user ?? "somebody";
    const whom = naming(scene, servers);
    return {
      what: `what ${user} does in step ${step} reaches ${whom} ${showMs(ms)} late`,
      servers,
    };
  },
});
