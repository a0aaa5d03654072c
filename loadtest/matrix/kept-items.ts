// Items of k6's shared arrays. They lie in memory once for all VUs, as JSON, so that a look at one
// parses it anew; a journey looks at the same few again and again.

/**
 * The array, with items that are parsed once for many looks by one VU.
 * @param most items that are kept at a time; with one more all are forgotten, so that thousands of
 * users times thousands of VUs stay on the shared heap
 */
export function keepItems<Item>(shared: readonly Item[], most = 64): readonly Item[] {
  const kept = new Map<PropertyKey, Item>();
  // What an array is by itself comes from an empty one: k6's own would forbid other items than its.
  return new Proxy<Item[]>([], {
    has: (none, key) => key in shared || key in none,
    get: (none, key) => {
      const known = kept.get(key);
      if (known !== undefined) return known;
      if (key === "length") return shared.length;
      const item = typeof key === "string" ? shared[Number(key)] : undefined;
      if (item === undefined) return none[key as keyof typeof none];
      if (kept.size === most) kept.clear();
      kept.set(key, item);
      return item;
    },
  });
}
