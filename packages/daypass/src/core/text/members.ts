import { nearest } from './nearest.js'

/** The type of a member, as `typeof` says it. */
export type MemberType = 'string' | 'number' | 'boolean' | 'object' | 'function'

const ARTICLE = { string: 'a string', number: 'a number', boolean: 'true or false', object: 'an object', function: 'a function' } as const

/**
 * What is wrong with the members of an object that someone wrote: a name that is not known, or a value of another type; undefined if nothing is. Members that are
 * undefined count as left out.
 */
export function memberProblem(given: unknown, members: Readonly<Record<string, MemberType>>): string | undefined {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return `give an object with ${Object.keys(members).join(', ')}`
  for (const [name, value] of Object.entries(given)) {
    const type = Object.hasOwn(members, name) ? members[name] : undefined
    if (type === undefined) return `${JSON.stringify(name)} is not known: ${suggestion(name, Object.keys(members))}`
    if (value !== undefined && (value === null || typeof value !== type)) return `${name} must be ${ARTICLE[type]}`
  }
  return undefined
}

function suggestion(name: string, names: readonly string[]): string {
  const meant = nearest(name, names)
  return meant === undefined ? `use ${names.join(', ')}` : `did you mean ${meant}?`
}
