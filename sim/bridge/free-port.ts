// Free ports on loopback. All are held until the last is found, so that none is found twice.
import { createServer, type AddressInfo } from "node:net";

/** So many ports that nobody listens on now; somebody else may be faster, which is rare. */
export async function freePorts(count: number, host = "127.0.0.1"): Promise<number[]> {
  const held = await Promise.all(Array.from({ length: count }, () => hold(host)));
  const ports = held.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(held.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

function hold(host: string) {
  const server = createServer();
  return new Promise<typeof server>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, host, () => resolve(server));
  });
}
