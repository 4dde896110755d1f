import type { Protocol } from '../core/exchange.js'
import type { Operation, ServiceName } from '../core/operation.js'
import { queryProtocol } from '../pipeline/protocols/query-protocol.js'
import { restJsonProtocol } from '../pipeline/protocols/rest-json-protocol.js'
import { restProtocol } from '../pipeline/protocols/rest-xml-protocol.js'
import { accountOperations } from '../services/account/operations.js'
import { daypassOperations } from '../services/daypass/operations.js'
import { iamOperations } from '../services/iam/operations.js'
import { s3Operations } from '../services/s3/operations.js'
import { stsOperations } from '../services/sts/operations.js'

/** Every operation of every service, by service. */
export const operations: Readonly<Record<ServiceName, readonly Operation[]>> = {
  sts: stsOperations,
  iam: iamOperations,
  s3: s3Operations,
  account: accountOperations,
  daypass: daypassOperations,
}

const byName = (list: readonly Operation[]): ReadonlyMap<string, Operation> => new Map(list.map((operation) => [operation.name, operation]))

/** The wire protocol of every service. */
export function protocols(): Readonly<Record<ServiceName, Protocol>> {
  return {
    sts: queryProtocol('sts', byName(stsOperations)),
    iam: queryProtocol('iam', byName(iamOperations)),
    s3: restProtocol(byName(s3Operations)),
    account: restJsonProtocol('account', byName(accountOperations)),
    daypass: queryProtocol('daypass', byName(daypassOperations)),
  }
}

/** What the support table says of an operation. */
export interface Supported {
  readonly name: string
  readonly summary: string
  readonly support: 'implemented' | 'stored but not enforced' | 'refused'
  readonly authorization: string
}

const authorizationOf = ({ authorize, actions = [] }: Operation): string =>
  typeof authorize === 'function' ? actions.join(', ') : `${authorize.kind}: ${authorize.reason}`

const supportOf = (operation: Operation): Supported => ({
  name: operation.name,
  summary: operation.summary,
  support: operation.refused === undefined ? 'implemented' : 'refused',
  authorization: authorizationOf(operation) + (operation.refused === undefined ? '' : `; refused: ${operation.refused}`),
})

/** The support table, derived from the operations themselves. */
export const services: readonly { readonly name: ServiceName; readonly operations: readonly Supported[] }[] = (
  ['sts', 'iam', 's3', 'account', 'daypass'] as const
).map((name) => ({
  name,
  operations: operations[name].map(supportOf),
}))
