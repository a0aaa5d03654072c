// What takes long, unless its user stops it.

/**
 * The result of some work; where the signal comes first it throws the signal's reason, and how the
 * work ends is nobody's concern any more.
 * @example const room = await unlessAborted(origins.join(invitation), signal);
 */
export function unlessAborted<Result>(
  work: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    const forget = () => signal.removeEventListener("abort", stop);
    work.then(resolve, reject).finally(forget);
  });
}
