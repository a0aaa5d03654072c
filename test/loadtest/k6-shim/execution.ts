// Stands in for k6/execution in tests: one VU, whose tags a test may look at.
const tags: Record<string, string> = {};

export default { vu: { metrics: { tags } } };
