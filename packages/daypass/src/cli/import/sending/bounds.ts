import type { Brought } from '../brought.js'
import { isOfAws } from '../organization-listing.js'

/**
 * Why an account must not be bounded by what is here: a policy, unit or root that bounds it, by the files, was not brought. It may be here as it was before,
 * without what denies now. Undefined where all of it was brought.
 */
export function lostBound(account: Brought, entities: readonly Brought[], lost: ReadonlySet<Brought>): string | undefined {
  const seen = new Set<string>()
  const needs = [...account.needs]
  for (let need = needs.pop(); need !== undefined; need = needs.pop()) {
    if (seen.has(need) || isOfAws(need)) continue
    seen.add(need)
    const shown = entities.filter(({ id, provides }) => id === need || provides.includes(need))
    if (shown.length === 0) return `${need}, which bounds it, was not brought.`
    for (const one of shown) {
      if (lost.has(one)) return `${one.name}, which bounds it, was left out.`
      needs.push(...one.needs)
    }
  }
  return undefined
}
