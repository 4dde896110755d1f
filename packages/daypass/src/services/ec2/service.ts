import type { AuthenticationErrors } from '../../core/authentication-errors.js'
import type { WireError } from '../../core/error.js'
import { type DepsAt, defineService, type ReadsAt, STANDARD_SIGNING } from '../../core/service.js'
import { authenticationErrors } from '../../credentials/authentication-errors.js'
import type { Reader, Writer } from '../../directory/state.js'
import type { Ec2Deps, Ec2Reads } from './ec2.js'
import { ec2Operations } from './operations.js'

/** What EC2 needs from an installation. */
type Parts = Omit<Ec2Deps, 'state' | 'region'>

/** EC2. An unsigned form with its API version reaches it, and is refused. */
export const ec2 = defineService({
  name: 'ec2',
  operations: ec2Operations,
  unsigned: { by: 'form' },
  signing: STANDARD_SIGNING,
  errors: inItsWords(authenticationErrors('ec2')),
  sessions: 'any',
  anonymous: false,
  reads: (_parts: Parts, { state, region }: ReadsAt<Reader>): Ec2Reads => ({ state, region }),
  deps: ({ ids, ring, clock }: Parts, { state, context: { region } }: DepsAt<Writer>): Ec2Deps => ({ state, region, ids, ring, clock }),
})

/** EC2 has one sentence for whatever is wrong with credentials, and says no more (EC2 user guide, "Error codes for the Amazon EC2 API", AuthFailure). */
const NOT_VALIDATED = 'AWS was not able to validate the provided access credentials'
const EXPIRED = 'Request has expired.'

function inItsWords({ signature, credentials }: AuthenticationErrors): AuthenticationErrors {
  const worded = <Errors extends object>(errors: Errors): Errors =>
    Object.fromEntries(
      Object.entries(errors).map(([problem, make]: [string, (given: never) => WireError]) => [
        problem,
        (given: never) => {
          const error = make(given)
          return error.with({}, error.code === 'ExpiredToken' ? EXPIRED : NOT_VALIDATED)
        },
      ]),
    ) as Errors
  return { signature: worded(signature), credentials: worded(credentials) }
}
