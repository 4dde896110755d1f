import type { TagsByKey } from '../state/account-state.js'

/** What is in the wanted list and not in the existing one, and the reverse. */
export const listDifference = (existing: readonly string[], wanted: readonly string[]) => ({
  added: wanted.filter((one) => !existing.includes(one)),
  removed: existing.filter((one) => !wanted.includes(one)),
})

/** Tags to set and keys to remove. A key that is spelled another way is removed first: case alone does not distinguish keys. */
export function tagDifference(existing: TagsByKey, wanted: TagsByKey) {
  const set = [...wanted].filter(([key, value]) => existing.get(key) !== value).map(([Key, Value]) => ({ Key, Value }))
  return { set, removed: [...existing.keys()].filter((key) => !wanted.has(key)) }
}

/** Tags as the parameter of a call that makes something; none for an empty one. */
export const tagParameter = (tags: TagsByKey) => (tags.size === 0 ? undefined : [...tags].map(([Key, Value]) => ({ Key, Value })))

/** The tag changes in words. */
export const tagWords = ({ set, removed }: ReturnType<typeof tagDifference>): string =>
  ['Tags:', ...set.map(({ Key, Value }) => `set ${Key}=${Value}`), ...removed.map((key) => `remove ${key}`)].join(' ')
