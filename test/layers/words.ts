/** Settings of this machine that are one word: alone in their file, or in brackets among those that there are. */
import { readFileSync, writeFileSync } from 'node:fs';

export const THP = '/sys/kernel/mm/transparent_hugepage';

/** `always [madvise] never` gives `madvise`, and a file of one word that word. */
export const wordIn = (text: string): string => /\[([^\]]+)\]/.exec(text)?.[1] ?? text.trim();

/** Sets each file to that word; what comes back puts them as they were. */
export function setWords(set: readonly (readonly [path: string, word: string])[]): () => void {
  const before = set.map(([path]) => [path, wordIn(readFileSync(path, 'utf8'))] as const);
  const putBack = () => {
    for (const [path, word] of before) writeFileSync(path, word);
  };
  try {
    for (const [path, word] of set) writeFileSync(path, word);
  } catch (error) {
    putBack();
    throw error;
  }
  return putBack;
}

/** Runs the body with each file at that word, and puts them back. */
export function withWord<T>(set: readonly (readonly [path: string, word: string])[], body: () => T): T {
  const putBack = setWords(set);
  try {
    return body();
  } finally {
    putBack();
  }
}
