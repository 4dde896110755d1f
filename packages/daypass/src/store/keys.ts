/** Escapes free text that stands in a key (`/` and `%`), so that no name can reach into another's range. */
export const escapePart = (part: string): string =>
  part.includes('/') || part.includes('%') ? part.replaceAll('%', '%25').replaceAll('/', '%2F') : part
