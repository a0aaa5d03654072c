// Who wants to know of draws: at most one listener at a time, for telling where two runs parted.
// Draws are pure, so listening changes none. Set through `watchDraws`, asked by stream.ts and links.ts.

/** Told of a draw: the stream's name and entity, and its one to three indices. */
export type DrawWatch = (name: string, entity: number, indices: readonly number[]) => void;

/** The listener; undefined while nobody listens, which costs one look a draw. */
export let drawWatch: DrawWatch | undefined;

/**
 * Tells a listener of every draw until the function that comes back is called.
 * @throws Error where somebody listens already.
 * @example const stop = watchDraws((name, entity, indices) => log.push([name, entity, ...indices]));
 */
export function watchDraws(watch: DrawWatch): () => void {
  if (drawWatch !== undefined) throw new Error("somebody listens to draws already");
  drawWatch = watch;
  return () => {
    if (drawWatch === watch) drawWatch = undefined;
  };
}
