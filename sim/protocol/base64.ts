// Unpadded base64 in the two alphabets Matrix uses: the standard one for hashes and signatures,
// the URL-safe one for event IDs. Bytes in, text out; no Buffer, so that browsers can run it.
// Spec v1.19, appendices, "Unpadded Base64".

const common = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const standardAlphabet = `${common}+/`;
const urlAlphabet = `${common}-_`;
const notADigit = 64;

/** Bytes as unpadded standard base64. */
export function encodeBase64(bytes: Uint8Array): string {
  return encode(bytes, standardAlphabet);
}

/** Bytes as unpadded URL-safe base64. */
export function encodeBase64Url(bytes: Uint8Array): string {
  return encode(bytes, urlAlphabet);
}

/**
 * Reads standard base64, with or without padding, as the specification asks of decoders.
 * @returns the bytes, or `undefined` where the text is not base64.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  return decode(text, standardValues);
}

/** Reads URL-safe base64 like `decodeBase64`. */
export function decodeBase64Url(text: string): Uint8Array | undefined {
  return decode(text, urlValues);
}

const standardValues = valuesOf(standardAlphabet);
const urlValues = valuesOf(urlAlphabet);

function valuesOf(alphabet: string): Uint8Array {
  const values = new Uint8Array(128).fill(notADigit);
  for (let value = 0; value < 64; value++) values[alphabet.charCodeAt(value)] = value;
  return values;
}

function encode(bytes: Uint8Array, alphabet: string): string {
  let text = "";
  let at = 0;
  for (; at + 2 < bytes.length; at += 3) {
    const group = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
    text +=
      alphabet[group >> 18] +
      alphabet[(group >> 12) & 63] +
      alphabet[(group >> 6) & 63] +
      alphabet[group & 63];
  }
  const left = bytes.length - at;
  if (left === 0) return text;
  const group = (bytes[at] << 16) | (left === 2 ? bytes[at + 1] << 8 : 0);
  text += alphabet[group >> 18] + alphabet[(group >> 12) & 63];
  return left === 2 ? text + alphabet[(group >> 6) & 63] : text;
}

function decode(text: string, values: Uint8Array): Uint8Array | undefined {
  const length = unpaddedLength(text);
  // One digit alone carries six bits and so never a whole byte.
  if (length === undefined || length % 4 === 1) return undefined;
  const bytes = new Uint8Array((length * 3) >> 2);
  let filled = 0;
  let bits = 0;
  let bitCount = 0;
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at);
    const value = unit < 128 ? values[unit] : notADigit;
    if (value === notADigit) return undefined;
    bits = ((bits << 6) | value) & 0xffff;
    bitCount += 6;
    if (bitCount < 8) continue;
    bitCount -= 8;
    bytes[filled++] = bits >> bitCount;
  }
  return bytes;
}

/** The number of digits before the padding; `undefined` where padding is there but wrong. */
function unpaddedLength(text: string): number | undefined {
  if (!text.endsWith("=")) return text.length;
  if (text.length % 4 !== 0) return undefined;
  return text.endsWith("==") ? text.length - 2 : text.length - 1;
}
