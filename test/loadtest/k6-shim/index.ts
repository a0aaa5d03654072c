// Stands in for the module k6 in tests: nothing waits.
export function sleep(): void {}
