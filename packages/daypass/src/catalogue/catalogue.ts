/**
 * catalogue: which services, actions, resource types and condition keys AWS knows, from a packaged snapshot; for lint and completion. Owns look-up by
 * name, completion, and warnings about a policy. Refuses to decide: nothing here may allow, deny or prevent a policy from being saved, because a
 * snapshot is outdated the day after it was made (decisions/0010). May know: @daypass/policy and core. Only cli may know it.
 */
import { type Action, type CatalogueService, type ConditionKey, decodeService } from './service.js'
import { type CatalogueSnapshot, readCatalogueSnapshot } from './snapshot.js'
import { fitsWildcards } from './wildcard.js'

/** What AWS knows. Names are found in any case, as AWS compares them. */
export interface Catalogue {
  /** Condition keys that every action supports. */
  globalKeys(): readonly ConditionKey[]
  /** The prefixes of all services, in alphabetical order. */
  prefixes(): readonly string[]
  service(prefix: string): CatalogueService | undefined
  /** `s3:GetObject` */
  action(name: string): Action | undefined
  /** The actions that a pattern of a policy covers: `s3:Get*`, `*`, `s3:GetObject`. Empty if it names nothing known. */
  actionsMatching(pattern: string): readonly Action[]
  /** The names that begin with this text: actions if it names a service (`s3:Get`), otherwise services with their colon (`s`). */
  completeAction(beginning: string): readonly string[]
}

/** The packaged catalogue. It is read on first use, and each service when it is needed. */
export function openCatalogue(read: () => CatalogueSnapshot = readCatalogueSnapshot): Catalogue {
  let snapshot: CatalogueSnapshot | undefined
  const load = () => {
    snapshot ??= read()
    return snapshot
  }
  return catalogueOf(load)
}

function catalogueOf(load: () => CatalogueSnapshot): Catalogue {
  const services = new Map<string, CatalogueService>()
  const service = (given: string): CatalogueService | undefined => {
    const prefix = given.toLowerCase()
    const line = load().lines.get(prefix)
    if (line === undefined) return undefined
    const known = services.get(prefix) ?? decodeService(line)
    services.set(prefix, known)
    return known
  }
  const prefixes = (): readonly string[] => [...load().lines.keys()]
  return {
    globalKeys: () => load().globalKeys,
    prefixes,
    service,
    action: (name) => service(prefixOf(name))?.actions.get(name.toLowerCase()),
    actionsMatching(pattern) {
      const named = pattern === '*' || pattern.startsWith('*:') ? prefixes() : [prefixOf(pattern)]
      return named.flatMap((prefix) => matching(service(prefix), pattern.toLowerCase()))
    },
    completeAction(beginning) {
      const wanted = beginning.toLowerCase()
      if (!wanted.includes(':')) return prefixes().flatMap((prefix) => (prefix.startsWith(wanted) ? [`${prefix}:`] : []))
      const actions = service(prefixOf(wanted))?.actions ?? new Map<string, Action>()
      return [...actions].flatMap(([lower, { name }]) => (lower.startsWith(wanted) ? [name] : []))
    },
  }
}

/** The part before the colon; the whole text if there is none. */
const prefixOf = (name: string): string => name.slice(0, Math.max(name.indexOf(':'), 0) || name.length)

function matching(service: CatalogueService | undefined, pattern: string): readonly Action[] {
  if (service === undefined) return []
  if (!/[*?]/.test(pattern)) return [service.actions.get(pattern) ?? []].flat()
  return [...service.actions].flatMap(([lower, action]) => (fitsWildcards(pattern, lower) ? [action] : []))
}
