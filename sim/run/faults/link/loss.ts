// Messages that vanish, come twice, or whose answers vanish; and transactions that lose their tail.
import { Type } from "typebox";
import { chance } from "../../../engine/index.ts";
import { chanceOf, Count, faultRule, optional, Servers, Share } from "../fault-rule.ts";
import { lost, passes, refused } from "../obstacles.ts";
import { linksBetween } from "../where.ts";

const places = {
  servers: optional(Servers),
  to: optional(Servers),
  oneWay: optional(Type.Boolean()),
};
const half = { numerator: 1, denominator: 2 };
const shareText = ({ numerator, denominator }: typeof half) => `${numerator} in ${denominator}`;
const shareProblem = ({ share = half }: { share?: typeof half }) =>
  share.numerator > share.denominator ? "share is more than all" : undefined;

export const loss = faultRule({
  name: "loss",
  family: "link",
  about: "A share of messages and of answers never arrives.",
  example: "share=1/5 servers=minority",
  fields: { share: Share, ...places },
  problem: shareProblem,
  begin(scene, { share, ...ends }) {
    const { meant, words, servers } = linksBetween(scene, ends);
    const end = scene.world.links.change({ meant, rule: { loss: share } });
    return { what: `${words}: ${shareText(share)} messages never arrive`, servers, end };
  },
});

export const duplication = faultRule({
  name: "duplication",
  family: "link",
  about: "A share of transactions and requests arrives a second time.",
  example: "share=1/2",
  fields: { share: Share, ...places },
  problem: shareProblem,
  begin(scene, { share, ...ends }) {
    const { meant, words, servers } = linksBetween(scene, ends);
    const end = scene.world.links.change({ meant, rule: { duplication: share } });
    return { what: `${words}: ${shareText(share)} messages arrive twice`, servers, end };
  },
});

export const lostAnswer = faultRule({
  name: "lost-answer",
  family: "link",
  about: "Messages are taken and worked off, but a share of the answers never comes back.",
  example: "share=1/2 servers=alpha.test",
  fields: { share: optional(Share), ...places },
  problem: shareProblem,
  begin(scene, { share = half, ...ends }) {
    const { meant, words, servers } = linksBetween(scene, ends);
    const draws = chanceOf(scene, "lost answer");
    const end = scene.world.obstacles.add({
      answer: ({ from, to, number }) => {
        const hit = chance(draws.at3(from, number, to), share.numerator, share.denominator);
        return meant(from, to) && hit ? lost : passes;
      },
    });
    return { what: `${words}: ${shareText(share)} answers are lost`, servers, end };
  },
});

export const truncation = faultRule({
  name: "truncation",
  family: "link",
  about: "Of each transaction only the first PDUs get through, though it is answered with 200.",
  example: "keep=1 servers=third",
  breaks: ["delivery"],
  fields: { keep: Type.Integer({ minimum: 0, maximum: 50 }), ...places },
  begin(scene, { keep, ...ends }) {
    const { meant, words, servers } = linksBetween(scene, ends);
    const end = scene.world.obstacles.add({
      keeps: ({ from, to, pdus }) => (meant(from, to) ? keep : pdus.length),
    });
    return { what: `${words}: ${keep} PDUs of a transaction get through`, servers, end };
  },
});

export const sizeLimit = faultRule({
  name: "size-limit",
  family: "link",
  about: "A proxy refuses transactions with more PDUs than it likes, again and again.",
  example: "most=2 servers=alpha.test",
  fields: { most: Count, ...places },
  begin(scene, { most, ...ends }) {
    const { meant, words, servers } = linksBetween(scene, ends);
    const end = scene.world.obstacles.add({
      arrival: ({ from, to, pdus }) => (meant(from, to) && pdus.length > most ? refused : passes),
    });
    return { what: `${words}: transactions of more than ${most} PDUs are refused`, servers, end };
  },
});
