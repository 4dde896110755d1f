/** The path when the request has none. */
export const ROOT_PATH = '/'

/** Whether a path begins with the prefix; always true without a prefix. */
export const isWithin =
  (prefix: string = ROOT_PATH) =>
  ({ path }: { readonly path: string }): boolean =>
    path.startsWith(prefix)
