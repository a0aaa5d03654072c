// Stands in for k6/http in tests: hands every request to whoever the test names, and answers what
// they say, at once, as k6 does it.

interface Params {
  readonly headers?: Readonly<Record<string, string>>;
  readonly responseType?: string;
  readonly timeout?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface ShimRequest {
  readonly method: string;
  readonly url: string;
  readonly body: string | ArrayBuffer | null;
  readonly params: Params;
}

type Respond = (request: ShimRequest) => { readonly status: number; readonly body: string };

/** For how long k6 says that every request was open. */
let openMs = 0;

let respond: Respond = () => {
  throw new Error("The test names nobody who answers: call answerWith first.");
};

export function answerWith(next: Respond, open: { readonly ms: number } = { ms: 0 }): void {
  respond = next;
  openMs = open.ms;
}

function request(method: string, url: string, body: ShimRequest["body"], params: Params) {
  const { status, body: text } = respond({ method, url, body, params });
  return responseOf(status, params.responseType === "text" ? text : null);
}

/** A response as k6 has it: its look into JSON throws only where no body was kept. */
export function responseOf(status: number, body: string | null) {
  const timings = { connecting: 0, tls_handshaking: 0, duration: openMs };
  const json = (path: string): unknown => {
    if (body === null) throw new Error("the body is null");
    try {
      return path.split(".").reduce((value, key) => value?.[key], JSON.parse(body) as Nested);
    } catch (thrown) {
      if (thrown instanceof SyntaxError) return undefined;
      throw thrown;
    }
  };
  return { status, timings, body, json };
}

type Nested = { readonly [key: string]: Nested } | undefined;

export default {
  request,
  batch: (calls: readonly Parameters<typeof request>[]) => calls.map((call) => request(...call)),
  setResponseCallback: () => {},
  expectedStatuses: (...statuses: number[]) => statuses,
};
