// Runs one plan in a worker thread and tells its records while they are made: the other end of
// live-run.ts. With a pace, virtual time does not run ahead of real time by more than that.
import { parentPort, workerData } from "node:worker_threads";
import { run, type Plan } from "../../run/index.ts";
import { writeRecord } from "../../trace/index.ts";

/** What the thread is given. */
export interface LiveOrder {
  readonly plan: Plan;
  /** Virtual milliseconds a real one; absent: as fast as it goes. */
  readonly pace?: number;
}

/** Lines go over in parts, for each crossing has its price. */
const partLines = 500;

if (parentPort !== null) {
  const port = parentPort;
  const { plan, pace } = workerData as LiveOrder;
  const clock = new Int32Array(new SharedArrayBuffer(4));
  const started = performance.now();
  let part: string[] = [];
  const send = () => {
    if (part.length > 0) port.postMessage(part);
    part = [];
  };
  run(plan, {
    onRecords: (records, atMs) => {
      const earlyMs = pace === undefined ? 0 : atMs / pace - (performance.now() - started);
      if (earlyMs > 1) {
        send();
        Atomics.wait(clock, 0, 0, earlyMs);
      }
      for (const record of records) part.push(writeRecord(record));
      if (part.length >= partLines) send();
    },
  });
  send();
}
