// The stories of which `npm run bench growth` measures how they grow: one thing of each gets larger,
// and how many servers and events there are stays as it was.
import { scenario, type Scenario } from "../../sim/index.ts";

/** What a story is made of. */
export interface GrowthSize {
  readonly servers: number;
  /** Events that users send, besides those that found the room. */
  readonly messages: number;
  /** So many sides, each with a forward extremity of its own in the end (default: two halves). */
  readonly sides?: number;
  /** So many of the messages set state, each against one of the other half (default: none). */
  readonly conflicted?: number;
}

/** So long after the heal everybody has tried everybody again, and knows all sides. */
const caughtUpMs = 7_200_000;

/** The story of one size: random members speak, and for a tenth of the time the room is cut. */
export function growthStory({
  servers,
  messages,
  sides = 2,
  conflicted = 0,
}: GrowthSize): Scenario {
  return scenario({
    name: "bench-growth",
    about: "One message a second by random senders; for a while the room is cut into sides.",
    servers,
    trace: "summary",
    story: ({ servers: names, user, room, after, random }) => {
      const users = names.map((name) => user("u", name));
      const levels = conflicted === 0 ? {} : { levels: { state_default: 0 } };
      const members = users.slice(1);
      const lobby = room({ by: users[0], members, founding: "instant", ...levels });
      const groups = Array.from({ length: sides }, (_, side) =>
        names.filter((_name, n) => n % sides === side),
      );
      const who = random("who");
      const cutAt = (messages - conflicted) * 400 + 500;
      const healAt = cutAt + Math.max(conflicted, sides, messages / 10) * 1000;
      const speak = (n: number, atMs: number, sender = users[who.at(n) % users.length]) =>
        void after(atMs).do(sender.say(lobby, `message ${n}`));
      let sent = 0;
      const before = Math.floor((messages - conflicted) * 0.4);
      for (; sent < before; sent++) speak(sent, 1000 * (sent + 1));
      after(cutAt).partition(...groups);
      for (let n = 0; n < conflicted; n++) {
        const slot = { type: "org.example.note", key: `${n >> 1}`, content: { by: n % 2 } };
        after(cutAt + 1000 * n + 500).do(users[n % 2].setState(lobby, slot));
      }
      const meanwhile = Math.max(sides, Math.floor((messages - conflicted) * 0.1));
      for (let n = 0; n < meanwhile && sent < messages - conflicted; n++, sent++) {
        speak(sent, cutAt + 1000 * n + 700, users[n % sides]);
      }
      after(healAt).heal();
      for (let n = 1; sent < messages - conflicted; n++, sent++) {
        speak(sent, healAt + caughtUpMs + 1000 * n);
      }
    },
  });
}
