// How often people do what: one table, every number with its source. Weights count journeys per
// 1,000 plain messages. Change it with `--journeys chat=3,media=1`, or fit it to a server's own
// figures (the ratio of its request counters).
import type { JourneyName } from "./journeys/index.ts";

/** Weight of each journey; a journey that is left out does not happen. */
export type Mix = Readonly<Partial<Record<JourneyName, number>>>;

/** The journeys of a mix that happen. */
export function journeysIn(mix: Mix): JourneyName[] {
  return (Object.keys(mix) as JourneyName[]).filter((name) => (mix[name] ?? 0) > 0);
}

/** Whether all journeys that happen do so equally often. */
export function isEven(mix: Mix): boolean {
  return new Set(journeysIn(mix).map((name) => mix[name])).size === 1;
}

interface Frequency {
  readonly per1000Chats: number;
  readonly source: string;
}

const mattermost =
  "mattermost-load-test-ng docs/coverage-frequency.md, measured on a production server: ";

/** The usual mix. */
export const frequencies: Readonly<Record<JourneyName, Frequency>> = {
  chat: { per1000Chats: 1000, source: "the unit: CreatePost is 1 at Mattermost" },
  "read-room": { per1000Chats: 6520, source: `${mattermost}SwitchChannel 6.52 per post` },
  "scroll-back": { per1000Chats: 1990, source: `${mattermost}ScrollChannel 1.99 per post` },
  "join-big-room": { per1000Chats: 5, source: `${mattermost}JoinChannel 0.0049 per post` },
  media: {
    per1000Chats: 150,
    source: "michelsb/matrix-locust, workload text_and_image: 15 % of messages are images",
  },
  presence: {
    per1000Chats: 250,
    source: "powerhome/matrix-locust: go_afk has weight 1 where chatting and sending have 3 + 1",
  },
  "encrypted-chat": {
    per1000Chats: 500,
    source: "estimate: one message in three is encrypted; no published figure was found",
  },
  "page-load": { per1000Chats: 50, source: "estimate: a client starts every 20 messages" },
  "login-and-sync": { per1000Chats: 20, source: "estimate: 2 in 5 starts are new logins" },
  "sliding-sync": {
    per1000Chats: 50,
    source: "estimate: as many starts of a mobile client as of a web client",
  },
  "create-and-invite": { per1000Chats: 5, source: "estimate: as many as joins of big rooms" },
};

/** The usual mix as weights. */
export const usualMix: Mix = Object.fromEntries(
  Object.entries(frequencies).map(([name, { per1000Chats }]) => [name, per1000Chats]),
);
