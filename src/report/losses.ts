/** `not for A; not known for B`: what a restricted consumer loses, each once, of a reason as src/profiles/reasons.ts writes it, without why. */
export const lossesIn = (reason: string): string =>
  [...new Set(reason.split('; ').map((loss) => loss.split(': ', 1)[0]))].join('; ');
