// UTF-8 sizes and bytes of strings. Matrix states its limits in bytes, JavaScript counts units.

const encoder = new TextEncoder();

/** The UTF-8 form of a text; lone surrogates become U+FFFD. */
export function utf8Bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

/**
 * The number of bytes of a text's UTF-8 form, counted without making it.
 * Lone surrogates count three, as the U+FFFD that encoders put in their place.
 */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    bytes += unit < 0x800 ? 1 : 2;
    // Both halves of a pair together make four bytes: two of them were counted as units.
    if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(at + 1))) at++;
  }
  return bytes;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

/** The number of Unicode code points of a text; a lone surrogate counts as one. */
export function codePointLength(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++, count++) {
    if (text.codePointAt(at)! > 0xffff) at++;
  }
  return count;
}
