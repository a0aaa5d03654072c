// What a Synapse on this machine carries: sends of its users, and events from 1, 10 and 50 other
// servers, each as an interval.
import {
  ClientProber,
  InboundProber,
  searchDefaults,
  type SearchPlan,
} from "../../../loadtest/capacity/index.ts";
import { parseSlos, setStage, targetSampler } from "../../../loadtest/driver/index.ts";
import { onSynapse, printSearch } from "./on-synapse.ts";

const plan: SearchPlan = { ...searchDefaults, rateMax: 128, resolution: 0.3, descents: 1 };
const spans = { warmUpMs: 2_000, windowMs: 8_000, drainMs: 10_000 };
/** What a Synapse needs to start and to end, and a search that has little time left. */
const aroundMs = 15_000;

/** 20 users in five rooms and the big one; a chat is one send, with what belongs to it. */
export function clientCapacity(limitMs: number): Promise<void> {
  return onSynapse(async ({ url, registrationSecret }) => {
    const accounts = { kind: "shared secret", secret: registrationSecret } as const;
    const stage = await setStage({ target: url, accounts, seed: "1", users: 20, rooms: 5 });
    const slos = parseSlos("p95(send)<500ms, errors<0.1%, lag.p95<2s");
    const sampleTarget = targetSampler(url);
    const prober = new ClientProber({
      ...{ stage, mix: { chat: 1 }, slos, seed: "1", ...spans },
      ...(sampleTarget !== undefined && { hooks: { sampleTarget } }),
    });
    const limited = { prober, limitMs: limitMs - aroundMs };
    await printSearch({ name: "20 users chat", unit: "sends/s", plan }, limited);
  });
}

export function inboundCapacity(origins: number, limitMs: number): Promise<void> {
  return onSynapse(async ({ target }) => {
    const slos = parseSlos("lag.p95<2s, errors<0.1%");
    const prober = new InboundProber({
      ...{ target, slos, origins, rooms: origins, roomVersion: "12", seed: "1", ...spans },
    });
    const name = `events from ${origins} ${origins === 1 ? "server" : "servers"}`;
    const limited = { prober, limitMs: limitMs - aroundMs };
    await printSearch({ name, unit: "PDU/s", plan: { ...plan, descents: 0 } }, limited);
  });
}
