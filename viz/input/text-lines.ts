// The lines of a file of any size, read as a stream: bytes from a browser's `File` or from a disk,
// zipped or not. It never holds more than a part of the file, and stops at a limit.

/** Bytes that can be read from their beginning as often as one likes; a browser's `Blob` is one. */
export interface ByteSource {
  readonly size: number;
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** The most text that is read of a file, in bytes once it is unpacked. */
export const streamBytesMax = 4_000_000_000;
/** A line longer than this, in UTF-16 units, is no record. */
const lineMax = 1 << 26;

export interface LineOptions {
  /** Text beyond so many bytes is not read (default: `streamBytesMax`). */
  readonly bytesMax?: number;
  /** Called with the bytes of the source that were read so far. */
  readonly progress?: (bytes: number) => void;
}

/**
 * The lines of a UTF-8 text, in parts as they are read, without their line ends. A text that goes on
 * beyond the limit ends at a line before it. Returns whether it was cut so. Throws with words for
 * the reader where the bytes are no text, or no whole gzip.
 */
export async function* linesOf(
  source: ByteSource,
  { bytesMax = streamBytesMax, progress }: LineOptions = {},
): AsyncGenerator<readonly string[], { readonly cut: boolean }> {
  const zipped = await isZipped(source);
  const counted = source.stream().pipeThrough(counter(progress));
  const plain = zipped ? counted.pipeThrough(new DecompressionStream("gzip")) : counted;
  const reader = plain.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let [bytes, lines, rest] = [0, 0, ""];
  const more = (part?: Uint8Array) => {
    try {
      return part === undefined ? decoder.decode() : decoder.decode(part, { stream: true });
    } catch {
      throw new Error(`after line ${lines} there are bytes that are no UTF-8`);
    }
  };
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw new Error(zipped ? badGzip : "the file cannot be read any more");
      });
      if (done) break;
      const inside = value.subarray(0, bytesMax - bytes);
      bytes += inside.length;
      const parts = (rest + more(inside)).split("\n");
      rest = parts.pop() ?? "";
      if (rest.length > lineMax) throw new Error(`line ${lines + parts.length + 1} has no end`);
      lines += parts.length;
      if (parts.length > 0) yield parts;
      if (inside.length < value.length) return { cut: true };
    }
    rest += more();
    if (rest !== "") yield [rest];
    return { cut: false };
  } finally {
    // Who stops early leaves a stream behind; one that has ended does not mind.
    await reader.cancel().catch(() => undefined);
  }
}

const badGzip = "the file begins like gzip but is cut off or damaged";

/** The first bytes of a source. */
async function firstBytes(source: ByteSource): Promise<Uint8Array> {
  const reader = source.stream().getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return value ?? new Uint8Array(0);
}

async function isZipped(source: ByteSource): Promise<boolean> {
  const start = await firstBytes(source);
  return start[0] === 0x1f && start[1] === 0x8b;
}

function counter(progress: LineOptions["progress"]) {
  let bytes = 0;
  return new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(part, controller) {
      bytes += part.length;
      progress?.(bytes);
      controller.enqueue(part);
    },
  });
}
