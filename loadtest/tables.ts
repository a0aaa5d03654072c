// Distributions as tables of 32 equally likely whole numbers: engines round logarithms differently,
// and k6 and Node must draw the same. A test recomputes them from their formulas.

/** Exponential, mean 1,000: waiting times of people. */
export const exponential: readonly number[] = [
  16, 49, 82, 117, 153, 191, 230, 270, 312, 356, 402, 450, 501, 554, 610, 670, 733, 800, 872, 950,
  1035, 1127, 1228, 1340, 1467, 1611, 1780, 1983, 2237, 2577, 3094, 4204,
];

/** Lognormal (µ = 0, σ = 1), scaled to mean 1,000: sizes of files. */
export const lognormal: readonly number[] = [
  73, 117, 152, 183, 213, 243, 273, 304, 335, 368, 402, 437, 475, 515, 557, 603, 652, 705, 764, 828,
  899, 979, 1069, 1173, 1294, 1439, 1616, 1842, 2145, 2589, 3351, 5404,
];

/** Words of a message: lognormal (1, 1), as matrix-locust writes them. */
export const messageWords: readonly number[] = [
  1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6, 6, 7, 8, 9, 11, 15, 23,
];
