// Bytes as base64, by the browser's own means where it has them. The URL-safe alphabet is read too.

type Bytes = Uint8Array<ArrayBuffer>;
type Native = { fromBase64?: (text: string) => Bytes };

/** Throws where the text is no base64. */
export function decodeBase64(text: string): Bytes {
  const usual = text.replace(/-/g, "+").replace(/_/g, "/");
  const native = (Uint8Array as Native).fromBase64;
  if (native !== undefined) return native(usual);
  return Uint8Array.from(atob(usual), (letter) => letter.charCodeAt(0));
}

/** In the URL-safe alphabet, unpadded. */
export function encodeBase64Url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
