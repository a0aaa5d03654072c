// What people may expect of a server that is not overloaded: an answer to what they do within half
// a second, reading within one, others' messages within two. The limits are this project's choice
// and can be changed with --slo; each request name has its own, because a slow route hides among
// many quick ones.
export const usualThresholds = [
  "p95(send)<500ms",
  "p95(send-encrypted)<500ms",
  "p95(typing)<500ms",
  "p95(receipt)<500ms",
  "p95(messages)<1s",
  "p95(sync-initial)<3s",
  "p95(create-room)<3s",
  "p95(join)<3s",
  "lag.p95<2s",
  "errors<1%",
  "dropped<1",
].join(", ");
