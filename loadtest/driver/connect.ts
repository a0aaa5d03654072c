// How connections to a target are made, as undici takes it: whom they trust, and how long they try.
import type { Connection } from "./plan.ts";

export interface ConnectOptions {
  readonly timeout: number;
  readonly ca?: string;
  readonly rejectUnauthorized?: boolean;
}

export function connectOptions({ ca, insecure }: Connection = {}): ConnectOptions {
  return {
    timeout: 10_000,
    ...(ca !== undefined && { ca }),
    ...(insecure === true && { rejectUnauthorized: false }),
  };
}
