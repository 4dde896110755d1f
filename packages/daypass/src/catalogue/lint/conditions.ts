import type { ConditionEntry } from '@daypass/policy'
import type { Catalogue } from '../catalogue.js'
import { isKey } from '../key-name.js'
import { nearest } from '../../core/text/nearest.js'
import type { ConditionKey } from '../service.js'
import type { StatementReading } from './reading.js'
import { didYouMean, type Warning, warn } from './warning.js'

/** Condition keys that do not exist, or that none of the statement's actions supports. */
export function lintConditions(reading: StatementReading): readonly Warning[] {
  return reading.statement.conditions.flatMap((entry) => lintKey(entry, reading))
}

function lintKey({ key, keySpan }: ConditionEntry, { statement, catalogue, reached, keys }: StatementReading): readonly Warning[] {
  const at = (keySpan ?? statement.span).start
  const globals = catalogue.globalKeys()
  const vendor = key.slice(0, key.indexOf(':'))
  if (isIn(globals, key) || vendor.includes('.')) return []
  if (vendor.toLowerCase() === 'aws') {
    return [warn(at, 'unknown-global-key', `The global condition key ${key} is unknown.${suggestion(key, globals)}`)]
  }
  if (isIn(keys, key)) return []
  if (!isInCatalogue(key, catalogue)) {
    const own = catalogue.service(vendor)?.conditionKeys ?? []
    return [warn(at, 'unknown-condition-key', `The condition key ${key} is unknown.${suggestion(key, own)}`)]
  }
  // The claims of a SAML provider stay with the session, whatever it does.
  if (reached === undefined || /^saml$/i.test(vendor)) return []
  return [
    warn(
      at,
      'unsupported-condition-key',
      `None of the statement's actions supports the condition key ${key}; it is absent from their requests.`,
    ),
  ]
}

function isIn(keys: Iterable<ConditionKey>, key: string): boolean {
  for (const known of keys) if (isKey(known, key)) return true
  return false
}

const suggestion = (key: string, keys: readonly ConditionKey[]): string =>
  didYouMean(
    nearest(
      key,
      keys.map((known) => known.key),
    ),
  )

/** The service in the name of the key is the most likely one; keys of identity providers are listed with sts, some others with a related service. */
function isInCatalogue(key: string, catalogue: Catalogue): boolean {
  const likely = catalogue.service(key.slice(0, key.indexOf(':')))
  if (likely && isIn(likely.conditionKeys, key)) return true
  return catalogue.prefixes().some((prefix) => isIn(catalogue.service(prefix)?.conditionKeys ?? [], key))
}
