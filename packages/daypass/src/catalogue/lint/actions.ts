import type { Catalogue } from '../catalogue.js'
import { nearest } from '../../core/text/nearest.js'
import type { NamedActions, StatementReading } from './reading.js'
import { didYouMean, type Warning, warn } from './warning.js'

/** Patterns of Action and NotAction that name nothing in the catalogue. */
export function lintActions({ named, catalogue }: StatementReading): readonly Warning[] {
  return named.filter(({ actions }) => actions.length === 0).map((one) => explain(one, catalogue))
}

function explain({ pattern, at }: NamedActions, catalogue: Catalogue): Warning {
  const prefix = pattern.slice(0, pattern.indexOf(':'))
  const service = catalogue.service(prefix)
  if (service === undefined && prefix !== '*') {
    return warn(at, 'unknown-service', `The service ${prefix} is unknown.${didYouMean(nearest(prefix, catalogue.prefixes()))}`)
  }
  if (/[*?]/.test(pattern)) return warn(at, 'no-action-matches', `No known action matches ${pattern}.`)
  const names = [...(service?.actions.values() ?? [])].map(({ name }) => bare(name))
  const meant = nearest(bare(pattern), names)
  return warn(at, 'unknown-action', `The action ${pattern} is unknown.${didYouMean(meant && `${service?.prefix}:${meant}`)}`)
}

/** Without the service: it is already right and would make names look similar. */
const bare = (name: string): string => name.slice(name.indexOf(':') + 1)
