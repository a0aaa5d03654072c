// A growing list of lines that any number of listeners follow, each from where it likes. It lives in
// memory, so that whoever comes late or was cut off gets everything.

export class Feed {
  private readonly lines: string[] = [];
  private readonly listeners = new Set<() => void>();
  /** True once no more lines will come. */
  ended = false;

  get length(): number {
    return this.lines.length;
  }

  push(...lines: readonly string[]): void {
    if (this.ended) throw new Error("the feed has ended");
    for (const line of lines) this.lines.push(line);
    this.tell();
  }

  end(): void {
    this.ended = true;
    this.tell();
  }

  /** Lines from a number on, at most so many. */
  from(start: number, most: number): readonly string[] {
    return this.lines.slice(start, start + most);
  }

  /** Calls back whenever there is more. @returns a function that stops listening */
  follow(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
