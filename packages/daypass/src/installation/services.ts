import type { Protocol } from '../core/exchange.js'
import type { Operation } from '../core/operation.js'
import { protocolOf } from '../pipeline/protocols/protocol-of.js'
import { loadModel } from '../wire/model.js'
import type { Faults } from './development/faults.js'
import { faultyProtocol } from './development/faulty-protocol.js'
import type { InstalledService } from './runtime.js'
import { services as list } from './service-list.js'

/** The supported services, by name. */
export type ServiceName = (typeof list)[number]['name']

/** The wire protocol of every service. */
export type Protocols = Readonly<Record<ServiceName, Protocol<InstalledService>>>

const all: readonly InstalledService[] = list

/** Makes a record with one value per service. */
const byName = <T>(of: (service: InstalledService) => T): Readonly<Record<ServiceName, T>> =>
  Object.fromEntries(all.map((service) => [service.name, of(service)])) as Record<ServiceName, T>

/** Every service, by name. */
export const servicesByName: Readonly<Record<ServiceName, InstalledService>> = byName((service) => service)

/** Every operation of every service, by service. */
export const operations: Readonly<Record<ServiceName, readonly Operation[]>> = byName((service) => [...service.operations.values()])

/** Makes the wire protocol of every service. */
export const protocols = (): Protocols => byName((service) => protocolOf(service))

/** The same with faults for those who ask for them: only with `--dev`. */
export const faultyProtocols = (faults: Faults): Protocols => byName((service) => faultyProtocol(protocolOf(service), faults))

/** The row of an operation in the support table. */
export interface Supported {
  readonly name: string
  readonly summary: string
  readonly support: 'implemented' | 'stored but not enforced' | 'refused'
  readonly authorization: string
}

function authorizationOf({ authorize, actions = [], provenBy }: Operation): string {
  if (typeof authorize !== 'function') return `${authorize.kind}: ${authorize.reason}`
  const asked = actions.join(', ')
  return provenBy === undefined ? asked : `unsigned, proven by ${provenBy}; the trust policy must allow ${asked}`
}

/** How far an operation is supported, and what is missing of it. */
function supportOf({ unavailable, notEnforced }: Operation): readonly [Supported['support'], missing?: string] {
  if (unavailable !== undefined) return ['refused', unavailable]
  return notEnforced === undefined ? ['implemented'] : ['stored but not enforced', notEnforced]
}

function supported(operation: Operation): Supported {
  const [support, missing] = supportOf(operation)
  const notYet = operation.notYet === undefined ? '' : `; not yet: ${operation.notYet}`
  const authorization = authorizationOf(operation) + (missing === undefined ? '' : `; ${support}: ${missing}`) + notYet
  return { name: operation.name, summary: operation.summary, support, authorization }
}

/** The operations of the model that are not supported, where the overlay says why. */
const unsupported = (service: string): Supported[] =>
  [...loadModel(service).unsupported].map(([name, reason]) => ({
    ...{ name, summary: 'Is not supported.', support: 'refused' },
    authorization: `always: every call ends in the same refusal; refused: ${reason}`,
  }))

/** The support table, derived from the operations themselves. */
export const supportTable: readonly { readonly name: string; readonly operations: readonly Supported[] }[] = all.map((service) => ({
  name: service.name,
  operations: [...[...service.operations.values()].map(supported), ...unsupported(service.name)],
}))
