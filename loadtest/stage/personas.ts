// Who the users are: three sorts of people, by how readily they do what. A journey is drawn from the
// mix first, and then one of the users who could do it by these weights, so personas shape who acts
// and never how often something happens.
import type { JourneyName } from "../journeys/index.ts";

export interface Persona {
  readonly name: string;
  /** How many of 100 users are like this. */
  readonly share: number;
  readonly about: string;
  /** How much more often than 1 this persona does a journey. Default: 1. */
  readonly leaning: Readonly<Partial<Record<JourneyName, number>>>;
}

/**
 * The shares follow the rule of thumb of online communities that about nine in ten mostly read and
 * one in a hundred writes most (the "90-9-1" rule), softened for rooms among colleagues; the
 * leanings are estimates.
 */
export const personas: readonly Persona[] = [
  {
    name: "reader",
    share: 70,
    about: "reads, seldom writes",
    leaning: { "read-room": 3, "scroll-back": 2 },
  },
  {
    name: "talker",
    share: 25,
    about: "writes, types, sends pictures",
    leaning: { chat: 8, "encrypted-chat": 8, media: 6, presence: 2 },
  },
  {
    name: "organiser",
    share: 5,
    about: "makes rooms, invites, starts many devices",
    leaning: { chat: 4, "create-and-invite": 20, "login-and-sync": 3, "page-load": 3 },
  },
];
