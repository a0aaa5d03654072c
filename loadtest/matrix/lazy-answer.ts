// An answer as k6 has it: looked up in k6 when a journey looks at it, and not before. Each look goes
// through Go's reflection, and most answers are looked at by nobody.
import type { RefinedResponse, ResponseType } from "k6/http";
import type { Answer, Request } from "../journeys/step.ts";

export type Responses = readonly RefinedResponse<ResponseType>[];

export class LazyAnswer implements Answer {
  readonly #request: Request;
  readonly #responses: Responses;
  readonly #n: number;

  /** @param n which of the responses it is: a look at the list makes an object, so that waits, too */
  constructor(request: Request, responses: Responses, n: number) {
    this.#request = request;
    this.#responses = responses;
    this.#n = n;
  }

  get status(): number {
    return this.#responses[this.#n].status;
  }

  get ok(): boolean {
    const { status } = this;
    return this.#request.expect?.includes(status) ?? status === 200;
  }

  get text(): string {
    if (this.#request.read !== true) return "";
    const { body } = this.#responses[this.#n];
    return typeof body === "string" ? body : "";
  }
}
