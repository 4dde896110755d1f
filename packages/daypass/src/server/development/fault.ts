import type { Answer, Request } from '../../core/exchange.js'
import type { Development } from '../../installation/development/development.js'
import type { KnownOperations } from '../../installation/development/fault-operations.js'
import type { FaultRequest } from '../../installation/development/faults.js'
import type { Installation } from '../../installation/installation.js'
import { badCommand, json, readCommand } from './command.js'

const VALID =
  'give {"operation":"sts:AssumeRole","kind":"throttling","times":2,"account":"000000000000"}, {"clear":true}, or {} to list the faults'

/** `POST /_daypass/fault`: asks for a fault, clears all, or lists those that wait for calls. */
export async function fault(request: Request, installation: Installation, { faults }: Development): Promise<Answer> {
  const asked = await readCommand(request, 'any')
  if (asked === undefined) return badCommand(VALID)
  const { clear, ...given } = asked
  const isEmpty = Object.keys(given).length === 0
  if (clear !== undefined && !(clear === true && isEmpty)) return badCommand(VALID)
  if (clear === true) faults.clear()
  // What is not one is refused by name.
  else if (!isEmpty) faults.add(given as unknown as FaultRequest, operationsOf(installation))
  return json(200, { faults: faults.list() })
}

/** The operations of AWS's models, those that are not implemented among them. */
export const operationsOf = ({ protocols }: Pick<Installation, 'protocols'>): KnownOperations =>
  new Map(
    Object.entries(protocols).map(([name, { service, model }]) => [
      name,
      new Set([...service.operations.keys(), ...model.otherOperations.keys()]),
    ]),
  )
