// Where the page's trace comes from: the inert script element that the page carries (gzip, base64),
// or a file that somebody opens or drops. Nothing is ever fetched.

/** The embedded trace's text, or undefined where the page carries none. */
export async function embeddedTrace(): Promise<string | undefined> {
  const holder = document.getElementById("trace");
  const base64 = holder?.textContent.trim() ?? "";
  // A page without a trace still has the word that marks its place.
  if (base64 === "" || base64.startsWith("@")) return undefined;
  // The text is held once, in the model; the element would keep it a second time.
  holder?.remove();
  return inflate(bytesOfBase64(base64));
}

/** The text of a trace file, plain or gzipped. */
export async function traceOfFile(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return zipped ? inflate(bytes) : new TextDecoder().decode(bytes);
}

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

function bytesOfBase64(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
