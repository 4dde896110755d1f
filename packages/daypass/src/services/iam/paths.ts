/** The path of what is made without one. */
export const ROOT_PATH = '/'

/** Whether something's path begins with the prefix; without a prefix, always. */
export const isWithin =
  (prefix: string = ROOT_PATH) =>
  ({ path }: { readonly path: string }): boolean =>
    path.startsWith(prefix)
