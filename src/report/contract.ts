/**
 * The contract: one definition that gives the types, the runtime check and the JSON Schema.
 * Each part of the document stands in a file of its own.
 *
 * Key order in it is key order in the document. Within one `schemaVersion` fields are only added, and
 * none changes its type. Masks are hex strings, integers carry their unit in the name, and null means
 * "no value", never "no".
 */
export * from './contract/caller.js';
export * from './contract/capability.js';
export * from './contract/document.js';
export * from './contract/hgm.js';
export * from './contract/pools.js';
export * from './contract/profile.js';
export * from './contract/stall.js';
export * from './contract/timing.js';
export { Gate, STATES, State } from './contract/values.js';
export * from './contract/way.js';
/** @public scripts/lib/docs/report-schema.js takes the contract whole. */
export { SCHEMA_ID, SCHEMA_VERSION } from './version.js';
