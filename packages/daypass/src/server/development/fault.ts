import type { Answer, Request } from '../../core/exchange.js'
import type { Development } from '../../installation/development/development.js'
import type { FaultRequest } from '../../installation/development/faults.js'
import type { Installation } from '../../installation/installation.js'
import { badCommand, json, readCommand } from './command.js'

const MEMBERS = { operation: 'string', kind: 'string', times: 'number', seconds: 'number', account: 'string' } as const
const VALID = 'give {"operation":"sts:AssumeRole","kind":"throttling","times":2}, {"clear":true}, or {} to list the faults'

/** `POST /_daypass/fault`: asks for a fault, clears all, or lists those that wait for calls. */
export async function fault(request: Request, installation: Installation, { faults }: Development): Promise<Answer> {
  const asked = await readCommand(request, [...Object.keys(MEMBERS), 'clear'])
  if (asked === undefined) return badCommand(VALID)
  const { clear, ...given } = asked
  const isEmpty = Object.keys(given).length === 0
  if (clear !== undefined && !(clear === true && isEmpty)) return badCommand(VALID)
  if (clear === true) faults.clear()
  else if (!isEmpty) {
    if (!isFaultRequest(given)) return badCommand(VALID)
    faults.add(given, hasOperation(installation))
  }
  return json(200, { faults: faults.list() })
}

function isFaultRequest(given: Readonly<Record<string, unknown>>): given is Readonly<Record<string, unknown>> & FaultRequest {
  const isTyped = Object.entries(given).every(([name, value]) => typeof value === MEMBERS[name as keyof typeof MEMBERS])
  return isTyped && given.operation !== undefined && given.kind !== undefined
}

/** Whether a service has an operation of this name in AWS's model, or `*`. */
export const hasOperation =
  ({ protocols }: Pick<Installation, 'protocols'>) =>
  (service: string, operation: string): boolean => {
    const found = Object.hasOwn(protocols, service) ? protocols[service as keyof typeof protocols] : undefined
    if (found === undefined) return false
    return operation === '*' || found.service.operations.has(operation) || found.model.otherOperations.has(operation)
  }
