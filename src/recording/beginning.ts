/** How a recording of hgm-observe begins; one of hgm-probe is a single object. */
export const BEGINNING = '{"observe":';
