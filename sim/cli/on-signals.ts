// Ctrl-C and termination, for commands that end in good order.

/**
 * Calls back at the first Ctrl-C or termination; a second one ends the program.
 * @returns a function that stops listening
 */
export function onSignals(stop: () => void): () => void {
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.once(signal, stop);
  return () => {
    for (const signal of signals) process.removeListener(signal, stop);
  };
}
