// What one answer to one room is worth: the text's state, a preset's, one that switches explain, or
// none of all that. Each dialect resolves a room once, however many programs were asked, and only an
// answer that differs from the text is looked at closely. Called for every room of a comparison.
import { dialects, resolve } from "../protocol/state-res/index.ts";
import type { BuiltRoom } from "./build-room.ts";
import { causeOf } from "./cause.ts";
import type { Answer } from "./question.ts";
import type { Outcome } from "./tally.ts";

/** How a program ended one question. */
export type Reply =
  | { readonly kind: "answer"; readonly answer: Answer }
  | { readonly kind: "crash" | "hang" | "nonsense"; readonly detail: string };

/** The judge of one room. */
export class Judge {
  readonly #room: BuiltRoom;
  readonly #states = new Map<string, string>();

  constructor(room: BuiltRoom) {
    this.#room = room;
  }

  /**
   * What became of the room at a program.
   * @param peer the program's name; a preset of that name says what to expect
   */
  of(peer: string, reply: Reply): { outcome: Outcome; isAsPreset: boolean } {
    if (reply.kind !== "answer") return { outcome: reply, isAsPreset: false };
    const { state, error } = reply.answer;
    if (state === null) {
      return {
        outcome: { kind: "refused", detail: (error ?? "").slice(0, 200) },
        isAsPreset: false,
      };
    }
    const given = state.join();
    const preset = dialects.get(peer);
    const isAsPreset = preset !== undefined && this.#stateBy(peer) === given;
    if (this.#stateBy("spec") === given) {
      return { outcome: { kind: "explained", cause: [] }, isAsPreset };
    }
    const cause = causeOf(this.#room, state, preset);
    const outcome: Outcome =
      cause === undefined ? { kind: "unexplained" } : { kind: "explained", cause };
    return { outcome, isAsPreset };
  }

  #stateBy(dialect: string): string {
    const known = this.#states.get(dialect);
    if (known !== undefined) return known;
    const { graph, states } = this.#room;
    const state = graph
      .stateIds(resolve(graph, states, { dialect }))
      .sort()
      .join();
    this.#states.set(dialect, state);
    return state;
  }
}
