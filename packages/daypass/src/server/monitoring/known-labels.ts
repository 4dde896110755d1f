import { COMMON_ERROR_CODES } from '../../core/error.js'
import { protocols } from '../../installation/services.js'
import type { KnownLabels } from './request-metrics.js'

/** Codes of answers that no model has: the internal error's name in the audit, and those of requests that reach no service. */
const OTHER_CODES = ['InternalFailure', 'BadRequest', 'ExpectationFailed', 'RequestTimeout'] as const

/** The operations of the models, served or not, and the codes of their errors. */
export function knownLabels(): KnownLabels {
  const operations = new Map<string, ReadonlySet<string>>()
  const codes = new Set<string>([...COMMON_ERROR_CODES, ...OTHER_CODES])
  for (const { service, model } of Object.values(protocols())) {
    operations.set(service.name, new Set([...service.operations.keys(), ...model.otherOperations.keys()]))
    for (const code of model.errors.keys()) codes.add(code)
    for (const { errors } of model.operations.values()) for (const code of errors.keys()) codes.add(code)
  }
  return { operations, codes }
}
