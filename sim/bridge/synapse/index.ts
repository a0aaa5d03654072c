// Real Synapses on loopback, for tests, loads and people: started together, known by their folder,
// ended without a trace. Exports only.
export { callJson, register, type Account, type Call } from "./accounts.ts";
export { exportRoom, type ExportedRoom } from "./export-room.ts";
export { clearState, processesOf, readState, type RunState } from "./run-state.ts";
export type { SynapseServer } from "./run-state.ts";
export { claimFolder, startSynapses } from "./start.ts";
export type { ReadySynapse, SynapseOptions, Synapses } from "./start.ts";
