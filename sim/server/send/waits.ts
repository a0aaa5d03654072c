// Who waits for whom before it tries again, counted on both sides. With every message its recipient
// looks whether it waits for the sender; ten thousand outboxes lie far apart, and two rows of counts
// say of nearly all of them that they do not.

export class Waits {
  /** By destination: how many servers wait for it. */
  readonly #for: Int32Array;
  /** By server: for how many it waits. */
  readonly #by: Int32Array;

  /** @param servers how many servers there are */
  constructor(servers: number) {
    this.#for = new Int32Array(servers);
    this.#by = new Int32Array(servers);
  }

  begin(server: number, destination: number): void {
    this.#for[destination]++;
    this.#by[server]++;
  }

  end(server: number, destination: number): void {
    this.#for[destination]--;
    this.#by[server]--;
  }

  /** False only if the server does not wait for the destination. */
  possible(server: number, destination: number): boolean {
    return this.#for[destination] > 0 && this.#by[server] > 0;
  }
}
