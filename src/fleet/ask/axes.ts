/** What the columns of the fleet's matrix can be; apart from the question, which loads more. */
export const AXES = ['kernel', 'arch', 'tool'] as const;
export type Axis = (typeof AXES)[number];
