// An answer as k6 has it: looked up in k6 when a journey looks at it, and not before. Each look goes
// through Go's reflection, and most answers are looked at by nobody.
import type { RefinedResponse, ResponseType } from "k6/http";
import type { Answer, Request } from "../journeys/step.ts";

export type Response = RefinedResponse<ResponseType>;

export class LazyAnswer implements Answer {
  readonly #request: Request;
  readonly #response: Response;

  constructor(request: Request, response: Response) {
    this.#request = request;
    this.#response = response;
  }

  get status(): number {
    return this.#response.status;
  }

  get ok(): boolean {
    const { status } = this;
    return this.#request.expect?.includes(status) ?? status === 200;
  }

  get text(): string {
    if (this.#request.read !== true) return "";
    const { body } = this.#response;
    return typeof body === "string" ? body : "";
  }

  /** k6 finds it in the text without making objects of all the rest. */
  textAt(...path: readonly (string | number)[]): string | undefined {
    if (this.#request.read !== true || !this.ok) return undefined;
    try {
      const found = this.#response.json(path.join("."));
      return typeof found === "string" ? found : undefined;
    } catch {
      // It throws where no body came.
      return undefined;
    }
  }
}
