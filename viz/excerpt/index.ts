// Smaller or safer copies of a trace, for reports that go to other people.
export { cutTrace, type Window } from "./cut.ts";
export { redactTrace } from "./redact.ts";
