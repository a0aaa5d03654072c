// Packing and unpacking with the browser's own gzip. Files are hostile: what unpacks to more than a
// limit is refused while it unpacks, not after.

/** The most bytes that a file may have once it is unpacked. */
export const bytesMax = 1_000_000_000;

type Bytes = Uint8Array<ArrayBuffer>;

/** Unpacks; throws where the bytes are no whole gzip, or unpack to more than `most`. */
export async function gunzip(bytes: Bytes, most = bytesMax): Promise<Bytes> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const reader = stream.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new Error("the file begins like gzip but is cut off or damaged");
    });
    if (done) return joined(parts, length);
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw new Error(`the file unpacks to more than ${most} bytes`);
    }
    parts.push(value);
  }
}

/** Packs. */
export async function gzip(bytes: Bytes): Promise<Bytes> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function joined(parts: readonly Uint8Array[], length: number): Bytes {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
