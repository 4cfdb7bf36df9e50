/** Version of the report's shape, apart from the contract so that a judging run need not load the validator. */
export const SCHEMA_VERSION = '1.0';
export const SCHEMA_ID = 'urn:hgm-probe:report:1';
