// All journeys, by name. A journey is a file of this folder; the helpers are
//
//   step       what a journey yields and is handed back
//   answer     answers as text, and a look into JSON
//   scene      who acts, where, with which chance
//   requests   the Client-Server API as request descriptions
//   words      text and content of messages
//   listen     the /sync loop that runs beside all journeys and measures the lag
import type { Feature, Stage } from "../stage/stage.ts";
import { chat } from "./chat.ts";
import { createAndInvite } from "./create-and-invite.ts";
import { encryptedChat } from "./encrypted-chat.ts";
import { joinBigRoom } from "./join-big-room.ts";
import { loginAndSync } from "./login-and-sync.ts";
import { media } from "./media.ts";
import { pageLoad } from "./page-load.ts";
import { presence } from "./presence.ts";
import { readRoom } from "./read-room.ts";
import { roomsOf } from "./scene.ts";
import { scrollBack } from "./scroll-back.ts";
import { slidingSync } from "./sliding-sync.ts";
import type { Journey } from "./step.ts";

export interface JourneyEntry {
  readonly about: string;
  readonly run: Journey;
  /** Names of the requests that it can send, as metrics and thresholds name them. */
  readonly sends: readonly string[];
  /** True for users who can do it. Default: everybody. */
  readonly suits?: (stage: Stage, user: number) => boolean;
  readonly needs?: Feature;
}

const hasRoom = (stage: Stage, user: number) => roomsOf(stage, user).length > 0;

const entries = {
  chat: {
    about: "look at a room, mark it read, type, send a message",
    run: chat,
    sends: ["messages", "receipt", "typing", "send"],
    suits: hasRoom,
  },
  "read-room": {
    about: "open a room and mark it read",
    run: readRoom,
    sends: ["messages", "receipt"],
    suits: hasRoom,
  },
  "scroll-back": {
    about: "read a room's past, page by page",
    run: scrollBack,
    sends: ["messages"],
    suits: hasRoom,
  },
  "join-big-room": {
    about: "join the big public room, load its members, leave it",
    run: joinBigRoom,
    sends: ["join", "members", "messages", "leave"],
    suits: (stage: Stage, user: number) =>
      stage.rooms.some(({ kind }) => kind === "big") && roomsOf(stage, user, "big").length === 0,
  },
  media: {
    about: "upload a picture, send it, download one",
    run: media,
    sends: ["upload", "send", "download"],
    suits: hasRoom,
  },
  presence: {
    about: "go away and come back",
    run: presence,
    sends: ["presence", "presence-of"],
  },
  "encrypted-chat": {
    about: "keys uploaded, queried and claimed, room keys sent to devices, an encrypted message",
    run: encryptedChat,
    sends: [
      ...["keys-upload", "messages", "receipt", "keys-query", "keys-claim", "to-device"],
      "send-encrypted",
    ],
    suits: (stage: Stage, user: number) => roomsOf(stage, user, "encrypted").length > 0,
  },
  "page-load": {
    about: "the burst of a web client that starts, then /sync",
    run: pageLoad,
    sends: [
      ...["versions", "capabilities", "pushrules", "turn-server", "profile", "devices"],
      ...["joined-rooms", "media-config", "key-backup", "filter", "sync-initial"],
    ],
  },
  "login-and-sync": {
    about: "log in with a password, sync from the start, log out",
    run: loginAndSync,
    sends: ["login", "sync-initial", "sync", "logout"],
    suits: (stage: Stage, user: number) => stage.users[user].password !== undefined,
  },
  "sliding-sync": {
    about: "the start of a mobile client over sliding sync",
    run: slidingSync,
    sends: ["sliding-sync"],
    needs: "sliding-sync",
  },
  "create-and-invite": {
    about: "make a room, invite two, they join and one says something",
    run: createAndInvite,
    sends: ["create-room", "join", "send"],
    suits: (stage: Stage) => stage.users.length > 2,
  },
} satisfies Readonly<Record<string, JourneyEntry>>;

export type JourneyName = keyof typeof entries;

export const journeys: Readonly<Record<JourneyName, JourneyEntry>> = entries;

export const journeyNames = Object.keys(entries) as readonly JourneyName[];
