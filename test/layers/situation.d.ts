import 'vitest';

/** One row of a report, and what was done about it. */
export interface SeenRow {
  id: string;
  state: string;
  gate: string | null;
  /** First words of the commands that were run for it; empty where none was. */
  commands: string;
  /** How often a command, or a list of them, was run afresh, and after how many of these the row was open. */
  run: number;
  opened: number;
}

/** What a test of a situation leaves for the table at the end of `npm run test:layers`. */
export interface Seen {
  name: string;
  rows: SeenRow[];
}

declare module 'vitest' {
  interface TaskMeta {
    situation?: Seen;
  }
}
