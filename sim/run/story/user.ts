// Users in the words of scenarios: each method is something that a user can do.
import type { JsonObject } from "../../protocol/json.ts";
import type { PlanAction } from "../plan/plan.ts";

/** An action of a user in a room, not yet put in time. */
export interface Deed {
  readonly user: string;
  readonly room: string;
  readonly action: PlanAction;
}

/** Someone on a homeserver. */
export class User {
  readonly id: string;

  constructor(name: string, server: string) {
    this.id = `@${name}:${server}`;
  }

  say(room: string, body: string): Deed {
    return this.#deed(room, { kind: "message", body });
  }
  setTopic(room: string, topic: string): Deed {
    return this.#deed(room, { kind: "topic", topic });
  }
  setName(room: string, name: string): Deed {
    return this.#deed(room, { kind: "name", name });
  }
  setState(room: string, slot: { type: string; key?: string; content: JsonObject }): Deed {
    const { type, key = "", content } = slot;
    return this.#deed(room, { kind: "state", type, key, content: { ...content } });
  }
  join(room: string, via?: string): Deed {
    return this.#deed(room, { kind: "join", ...(via === undefined ? {} : { via }) });
  }
  /** Looks at the history before what the user's server has, by way of another server. */
  scrollBack(room: string, via?: string): Deed {
    return this.#deed(room, { kind: "scroll", ...(via === undefined ? {} : { via }) });
  }
  /** Asks to be let in; `via` as for joins. Since room version 7. */
  knock(room: string, via?: string): Deed {
    return this.#deed(room, { kind: "knock", ...(via === undefined ? {} : { via }) });
  }
  leave(room: string): Deed {
    return this.#deed(room, { kind: "leave" });
  }
  invite(room: string, target: User): Deed {
    return this.#deed(room, { kind: "invite", target: target.id });
  }
  kick(room: string, target: User): Deed {
    return this.#deed(room, { kind: "kick", target: target.id });
  }
  ban(room: string, target: User): Deed {
    return this.#deed(room, { kind: "ban", target: target.id });
  }
  unban(room: string, target: User): Deed {
    return this.#deed(room, { kind: "unban", target: target.id });
  }
  setPowerLevel(room: string, target: User, level: number): Deed {
    return this.#deed(room, { kind: "power", target: target.id, level });
  }
  changeLevels(room: string, change: JsonObject): Deed {
    return this.#deed(room, { kind: "levels", change: { ...change } });
  }
  /** From then on all servers of the room ask that server to sign what they send. */
  setPolicyServer(room: string, via: string): Deed {
    return this.#deed(room, { kind: "policy-server", via });
  }
  /** `allowed`: for the restricted rules, labels of the rooms whose members may join. */
  setJoinRule(room: string, rule: string, ...allowed: string[]): Deed {
    if (allowed.length === 0) return this.#deed(room, { kind: "join-rule", rule });
    const allow = allowed.map((room_id) => ({ type: "m.room_membership", room_id }));
    return this.#deed(room, { kind: "join-rule", rule, allow });
  }

  #deed(room: string, action: PlanAction): Deed {
    return { user: this.id, room, action };
  }
}
