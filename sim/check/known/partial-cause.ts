// What a part of a state does to the users of the server that joined with it: where one of its joins is the end of the
// room, the current state is the one that came with it, and who is in by another event is no member there. Told from
// the states after the joins. Part of weaknesses.ts; knows nothing of whether rules were kept.
import type { WayBack } from "../checks/no-state-reset.ts";
import type { TraceView } from "../view/trace-view.ts";

/**
 * True if a server that has part of a state lost the membership of a user of its own by going back to the state that
 * came with another user's join, in which the membership was not.
 */
export function lostToPartOfState(view: TraceView, { room, back, current }: WayBack): boolean {
  const { server } = current;
  const { type, stateKey } = room.graph.slotNames(back.slot);
  const isOwn = type === "m.room.member" && stateKey.endsWith(`:${view.serverNames[server]}`);
  if (!isOwn || back.to >= 0 || !view.partialCurrents.has(current)) return false;
  const begun = view.partials.findLast(({ step, atMs, ...record }) => {
    const isHere = record.server === server && record.room === current.room;
    return isHere && step === "begin" && atMs <= current.atMs;
  });
  if (begun === undefined) return false;
  return view.arrivals[server].some(({ via, before, after, atMs }) => {
    const isSince = begun.atMs <= atMs && atMs <= current.atMs;
    if (!isSince || via !== "join" || after !== current.state || before === undefined) return false;
    const state = room.state(before);
    return state >= 0 && room.graph.states.get(state, back.slot) < 0;
  });
}
