// Ordering of strings as Matrix orders them: by Unicode code point. JavaScript's own `<` compares
// UTF-16 units and so puts U+1F600 before U+FB33, which changes canonical JSON and tie-breaks.

/**
 * Compares two strings by Unicode code point, which is also the order of their UTF-8 bytes.
 * @returns a negative number, 0 or a positive number, as `Array.sort` wants it.
 * @example ["😀", "דּ"].sort(compareCodePoints) // ["דּ", "😀"]
 */
export function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0;
  const shared = a.length < b.length ? a.length : b.length;
  for (let at = 0; at < shared; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Moves surrogates above U+E000–U+FFFF: they stand for code points from U+10000 on. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
