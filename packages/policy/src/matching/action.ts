/** Why a text is not an action pattern. */
export type ActionFault = 'no-vendor' | 'many-colons' | 'vendor' | 'name'

const VENDOR = /^(?:\*|[A-Za-z0-9.-]+)$/
const NAME = /^[A-Za-z0-9*?._-]+$/
const WHOLE = /^(?:\*|[A-Za-z0-9.-]+):[A-Za-z0-9*?._-]+$/

/** Checks a pattern of `Action` or `NotAction`: `*`, or a service and a name, with wildcards in the name only (or `*` as the whole service). */
export function findActionFault(pattern: string): ActionFault | undefined {
  // Almost every pattern is valid, and one test is enough to see that.
  if (pattern === '*' || WHOLE.test(pattern)) return undefined
  const parts = pattern.split(':')
  const [vendor = '', name = ''] = parts
  if (parts.length === 1) return 'no-vendor'
  if (parts.length > 2) return 'many-colons'
  if (!VENDOR.test(vendor)) return 'vendor'
  return NAME.test(name) ? undefined : 'name'
}

/** The service of an action or pattern, lower case; empty if it names none (a bare `*`). */
export function actionVendor(pattern: string): string {
  const colon = pattern.indexOf(':')
  return colon < 0 ? '' : pattern.slice(0, colon).toLowerCase()
}

/** Whether a pattern or service contains a wildcard. */
export function hasWildcard(text: string): boolean {
  return text.includes('*') || text.includes('?')
}
