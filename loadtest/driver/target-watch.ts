// Notices a target that has gone: for some seconds not one request got an answer of any kind.
// A server that answers errors is there; a server that is slow is not lost before its time-outs.

const lostAfterMs = 3_000;
const failuresMin = 10;

const words: Readonly<Record<string, string>> = {
  refused: "it refuses connections",
  reset: "it closes connections without an answer",
  timeout: "it does not answer in time",
  tls: "its TLS handshake fails",
  "name unknown": "its name is not known",
};

export class TargetWatch {
  #failures = 0;
  #sinceMs = 0;
  #kind = "";

  /** A request has ended. @param failure its kind, as client.ts names them */
  ended(failure: string | undefined, nowMs: number): void {
    const gone = failure !== undefined && !failure.startsWith("http ");
    if (!gone) {
      this.#failures = 0;
      return;
    }
    if (this.#failures++ === 0) this.#sinceMs = nowMs;
    this.#kind = failure;
  }

  /** A sentence where the target is lost, else undefined. */
  lost(nowMs: number): string | undefined {
    const forMs = nowMs - this.#sinceMs;
    if (this.#failures < failuresMin || forMs < lostAfterMs) return undefined;
    const what = words[this.#kind] ?? "requests fail without an answer";
    return `The target is lost: ${what}, for ${Math.round(forMs / 1000)} s.`;
  }
}
