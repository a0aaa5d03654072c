// The socket of a live feed: connects to the server that the page came from, puts its lines in
// order, asks again for what is missing, and connects anew when it is cut off.
import { FeedOrder, readBatch } from "./feed-order.ts";

export type FeedStatus = "connecting" | "connected" | "cut off" | "ended";

export interface FeedListener {
  lines(lines: readonly string[]): void;
  status(status: FeedStatus): void;
}

/** A hole that stays for this long is asked for again. */
const holeMs = 400;
const retryMs = { first: 250, most: 5_000 } as const;

export class FeedClient {
  private readonly order = new FeedOrder();
  private readonly address: string;
  private readonly listener: FeedListener;
  private holeTimer = 0;
  private waitMs: number = retryMs.first;

  constructor(address: string, listener: FeedListener) {
    this.address = address;
    this.listener = listener;
  }

  connect(): void {
    this.listener.status("connecting");
    const socket = new WebSocket(`${this.address}?since=${this.order.next}`);
    socket.onopen = () => {
      this.waitMs = retryMs.first;
      this.listener.status("connected");
    };
    socket.onmessage = ({ data }) => this.take(socket, String(data));
    socket.onclose = ({ code, reason }) => {
      clearTimeout(this.holeTimer);
      this.holeTimer = 0;
      // 1000 with this word: there will be no more, so nobody need ask.
      if (code === 1000 && reason === "end" && !this.order.hasHole) {
        this.listener.status("ended");
        return;
      }
      this.listener.status("cut off");
      setTimeout(() => this.connect(), this.waitMs);
      this.waitMs = Math.min(retryMs.most, 2 * this.waitMs);
    };
  }

  private take(socket: WebSocket, text: string): void {
    const batch = readBatch(text);
    if (batch === undefined) return;
    const lines = this.order.take(batch);
    if (lines.length > 0) this.listener.lines(lines);
    if (!this.order.hasHole) {
      clearTimeout(this.holeTimer);
      this.holeTimer = 0;
    } else if (this.holeTimer === 0) {
      this.holeTimer = window.setTimeout(() => {
        this.holeTimer = 0;
        socket.send(JSON.stringify({ since: this.order.next }));
      }, holeMs);
    }
  }
}
