// Ctrl-C and termination, for commands that end in good order. The program takes half a second to load;
// a signal of that time is kept for the command that is then called, if it wants it.

const signals = ["SIGINT", "SIGTERM"] as const;
type Signal = (typeof signals)[number];

/** The signal that came while nobody was there to take it, and how keeping ends. */
let kept: Signal | undefined;
let stopKeeping: (() => void) | undefined;

/**
 * Calls back at the first Ctrl-C or termination, or soon where it has come already; a second one ends
 * the program.
 * @returns a function that stops listening
 */
export function onSignals(stop: () => void): () => void {
  stopKeeping?.();
  if (kept !== undefined) {
    kept = undefined;
    queueMicrotask(stop);
    return () => {};
  }
  for (const signal of signals) process.once(signal, stop);
  return () => {
    for (const signal of signals) process.removeListener(signal, stop);
  };
}

/** Keeps a signal from now on, until one of the others is called; a second one ends the program. */
export function keepSignals(): void {
  const keep = (signal: Signal) => {
    kept = signal;
    stopKeeping?.();
  };
  for (const signal of signals) process.once(signal, keep);
  stopKeeping = () => {
    for (const signal of signals) process.removeListener(signal, keep);
    stopKeeping = undefined;
  };
}

/**
 * From now on signals end the program, unless `onSignals` is called; one that was kept stays so. A command that
 * does all its work in one go never lets a listener of signals run, and could not be ended with one there.
 */
export function releaseSignals(): void {
  stopKeeping?.();
}

/** Where no command has asked for signals they end the program, as always; also the one that was kept. */
export function giveSignalsBack(): void {
  stopKeeping?.();
  if (kept !== undefined) process.kill(process.pid, kept);
}
