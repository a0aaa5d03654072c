// What a model keeps of an event's PDU beside its columns: the links to other events as indexes, and
// the PDU without what columns tell or nobody needs. gather.ts calls it.
import type { EventNumbers } from "./event-numbers.ts";
import { isObject } from "./is-object.ts";

/** Which events of the trace a list of IDs names, and how many of its entries name none. */
export function linksOf(ids: unknown, numbers: Pick<EventNumbers, "placeOfId">) {
  const known: number[] = [];
  let missing = 0;
  for (const reference of Array.isArray(ids) ? (ids as unknown[]) : []) {
    // Room versions 1 and 2 put a hash beside each ID.
    const id: unknown = Array.isArray(reference) ? reference[0] : reference;
    const index = typeof id === "string" ? numbers.placeOfId(id) : undefined;
    if (index === undefined) missing += 1;
    else known.push(index);
  }
  // Whole: the list can be told again from what is known.
  const whole = Array.isArray(ids) && missing === 0 && ids.every((id) => typeof id === "string");
  return { known, missing, whole };
}

/** Without hashes and signatures, and without the lists of events that columns tell. */
export function slimBody(pdu: unknown, told: { prev: boolean; auth: boolean }): unknown {
  if (!isObject(pdu)) return pdu;
  const { hashes: _hashes, signatures: _signatures, ...rest } = pdu;
  const gone = [...(told.prev ? ["prev_events"] : []), ...(told.auth ? ["auth_events"] : [])];
  return Object.fromEntries(Object.entries(rest).filter(([name]) => !gone.includes(name)));
}
