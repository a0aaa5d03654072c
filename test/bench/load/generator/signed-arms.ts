// Signed transactions made and sent live by Node: an event by an origin's own state machine, hashed and
// signed, packed, signed again; and a bare loop that sends such bytes, made beforehand. One PDU a
// transaction, which is the dearest.
import { Agent } from "undici";
import { Ledger } from "../../../../loadtest/federation/ledger.ts";
import { signedLoadDefaults } from "../../../../loadtest/federation/plan.ts";
import { NodeSender } from "../../../../loadtest/federation/send-node.ts";
import {
  signTransaction,
  type SignedTransaction,
} from "../../../../loadtest/federation/transaction.ts";
import { originNames } from "../../../../sim/bridge/origin-names.ts";
import { Origins } from "../../../../sim/bridge/origins.ts";
import type { JsonObject } from "../../../../sim/protocol/json.ts";
import type { Arm } from "./arm.ts";
import { atPace } from "./pace.ts";

/** Transactions per second. */
const rate = 250;
const originCount = 10;

export const signedArms = {
  "signed by Node": async ({ stage }) => {
    const maker = await Maker.start();
    return (seconds, signal) => {
      const plan = {
        ...{ ...signedLoadDefaults, origins: originCount, rooms: originCount, manners: new Map() },
        ...{ rate, durationMs: seconds * 1_000, drainMs: 2_000, outstandingMax: undefined },
      };
      const sender = new NodeSender({
        ...{ plan, url: stage.target, ledger: new Ledger(), signal },
        originOf: (n) => n % originCount,
        roomOf: (origin) => maker.rooms[origin].roomId,
        transaction: (n) => maker.make(n % originCount),
      });
      return sender.run();
    };
  },
  "bare undici, signed before": async ({ stage }, seconds) => {
    const maker = await Maker.start();
    const made: SignedTransaction[] = [];
    for (let n = 0; n < rate * seconds; n++) made.push(await maker.make(n % originCount));
    const agent = new Agent({ pipelining: 1 });
    const put = async ({ uri, authorization, body }: SignedTransaction) => {
      const headers = { authorization, "content-type": "application/json" };
      const call = { origin: stage.target, path: uri, method: "PUT", headers, body } as const;
      await (await agent.request(call)).body.text();
    };
    return (_seconds, signal) => atPace(made, { rate, seconds, signal }, put);
  },
} satisfies Record<string, Arm>;

/** Virtual origins, each in a room of its own, where it says something on demand. */
class Maker {
  readonly rooms: readonly ReturnType<Origins["createRoom"]>[];
  readonly #origins: Origins;
  readonly #users: readonly `@${string}`[];
  readonly #made: { id: string; pdu: JsonObject }[][];
  #count = 0;

  private constructor(origins: Origins) {
    this.#origins = origins;
    this.#users = origins.names.map((name) => `@bench:${name}` as const);
    this.rooms = this.#users.map((user) =>
      origins.createRoom({ user, version: "12", setup: { joinRule: "public", powers: {} } }),
    );
    this.#made = this.#users.map(() => []);
    for (const server of origins.servers) {
      server.publish = ({ shared: { graph } }, event) =>
        void this.#made[server.number].push({ id: graph.id(event), pdu: graph.pdu(event) });
    }
  }

  static async start(): Promise<Maker> {
    const names = await originNames(originCount);
    return new Maker(await Origins.start({ names, seed: "bench" }));
  }

  async make(origin: number): Promise<SignedTransaction> {
    const room = this.rooms[origin];
    const n = this.#count++;
    await this.#origins.act(room, this.#users[origin], { kind: "message", body: `load ${n}` });
    return signTransaction(this.#origins, {
      ...{ origin, txn: `b${n}`, destination: "fake", roomId: room.roomId, edus: [] },
      events: this.#made[origin].splice(0),
    });
  }
}
