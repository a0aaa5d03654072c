// Round-trip times between eleven regions of a cloud provider, measured by cloudping.co in January
// 2019 (AWS). A small, real, symmetric matrix in which the shortest way is not always the direct
// one. It does not say how long a packet stays within a region; that number is ours.

/** The regions in the order of the matrix. */
export const awsRegions = [
  "Oregon",
  "Virginia",
  "Mumbai",
  "Seoul",
  "Singapore",
  "Sydney",
  "Tokyo",
  "Canada",
  "Frankfurt",
  "Ireland",
  "London",
] as const;

/** The name of a region of the matrix. */
export type AwsRegion = (typeof awsRegions)[number];

/** Round trip within one region in ms: an assumption, for the source measured between regions. */
export const withinRegionRttMs = 2;

const near = withinRegionRttMs;

/** Round-trip times in ms; row and column in the order of `awsRegions`. */
export const awsRttMs: readonly (readonly number[])[] = [
  [near, 81, 216, 126, 165, 138, 97, 64, 164, 131, 141],
  [81, near, 182, 181, 232, 195, 167, 13, 88, 80, 75],
  [216, 182, near, 152, 62, 223, 123, 194, 111, 122, 113],
  [126, 181, 152, near, 97, 133, 35, 184, 259, 254, 264],
  [165, 232, 62, 97, near, 169, 69, 218, 162, 174, 171],
  [138, 195, 223, 133, 169, near, 105, 210, 282, 269, 271],
  [97, 167, 123, 35, 69, 105, near, 156, 235, 222, 234],
  [64, 13, 194, 184, 218, 210, 156, near, 101, 78, 87],
  [164, 88, 111, 259, 162, 282, 235, 101, near, 24, 13],
  [131, 80, 122, 254, 174, 269, 222, 78, 24, near, 12],
  [141, 75, 113, 264, 171, 271, 234, 87, 13, 12, near],
];
