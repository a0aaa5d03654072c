// Ctrl-C in commands that last: the first asks to come to an end, a second ends the program.

/** Calls back at the first interruption or termination. @returns how to stop listening */
export function onSignals(stop: () => void): () => void {
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.once(signal, stop);
  return () => {
    for (const signal of signals) process.removeListener(signal, stop);
  };
}
