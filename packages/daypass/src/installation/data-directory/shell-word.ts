/** Quotes a path as one word of a shell, for commands that an error suggests; plain paths stay unquoted. */
export const shellWord = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`)
