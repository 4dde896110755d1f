/** A path as one word of a shell, for commands that an error tells to run; plain ones stay plain. */
export const shellWord = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`)
