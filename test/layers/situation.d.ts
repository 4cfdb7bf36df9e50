import 'vitest';

/** What a test of a situation leaves for the table at the end of `npm run test:layers`. */
export interface Seen {
  name: string;
  /** Id of a way in, and what is said of it. */
  ways: (readonly [id: string, said: string])[];
  done: { id: string; commands: readonly string[]; opened: string }[];
}

declare module 'vitest' {
  interface TaskMeta {
    situation?: Seen;
  }
}
