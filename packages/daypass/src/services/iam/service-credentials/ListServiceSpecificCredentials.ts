import { inOrder, type Ordered } from '../../../credentials/pages.js'
import { userArn } from '../../../core/arn.js'
import { type ServiceCredential, serviceCredentials } from '../../../directory/iam/other-credentials/service-credential.js'
import { type UserRecord, users } from '../../../directory/iam/user.js'
import type { Reader } from '../../../directory/state.js'
import { holderOf } from '../access-keys/key-holder.js'
import { invalidInput } from '../errors.js'
import { operation } from '../iam.js'
import { pageOf } from '../page.js'
import { ROOT_PATH } from '../paths.js'
import { resolveTarget, targetPermission } from '../users/user.js'
import { credentialMetadata, requireService } from './service-credential.js'

/** A credential and whose it is. */
interface Held {
  readonly credential: ServiceCredential
  readonly user: UserRecord
}

const position = ({ credential, user }: Held): string => `${user.id}/${credential.id}`

/**
 * The credentials of a user, of the caller itself, or of all users of the account, without their secrets (IAM API reference,
 * ListServiceSpecificCredentials). Asks for `…:user/` where it is all users, as ListUsers does. A list of one user says `IsTruncated` only where it is
 * (recorded on AWS: there it is left out).
 */
export const ListServiceSpecificCredentials = operation('ListServiceSpecificCredentials', {
  summary: 'Lists the service-specific credentials of a user or of all users.',
  actions: ['iam:ListServiceSpecificCredentials'],
  check(input, caller, { state }) {
    if (input.AllUsers !== true) resolveTarget(input.UserName, caller, state)
    else if (input.UserName !== undefined) throw invalidInput('UserName and AllUsers cannot be used together.')
  },
  authorize: (input, caller, { state }) => [
    input.AllUsers === true
      ? { action: 'iam:ListServiceSpecificCredentials', resource: userArn(caller.account, ROOT_PATH, '') }
      : targetPermission('iam:ListServiceSpecificCredentials', resolveTarget(input.UserName, caller, state)),
  ],
  handle(input, caller, deps) {
    const { state, clock } = deps
    const { account } = caller
    const user = input.AllUsers === true ? undefined : holderOf(resolveTarget(input.UserName, caller, state))
    if (input.ServiceName !== undefined) requireService(input.ServiceName)
    const listing = {
      ...(input.AllUsers === true ? ofAllUsers(state, account) : ofUser(state, user)),
      operation: 'ListServiceSpecificCredentials',
      account,
      filter: [input.AllUsers === true, user?.id, input.ServiceName],
      keep: ({ credential }: Held) => input.ServiceName === undefined || credential.service === input.ServiceName,
    }
    const { items, end } = pageOf(input, listing, deps)
    const shown = items.map((one) => credentialMetadata(one.credential, one.user, clock.now()))
    return { ServiceSpecificCredentials: shown, ...(input.AllUsers === true || end.IsTruncated ? end : {}) }
  },
})

/** The root user has none. */
const ofUser = (state: Reader, user: UserRecord | undefined): Ordered<Held> =>
  inOrder(user === undefined ? [] : serviceCredentials.of(state, user).map((credential) => ({ credential, user })), position)

/** By user, then by credential. */
function ofAllUsers(state: Reader, account: string): Ordered<Held> {
  return {
    position,
    read(from, limit) {
      const [first = ''] = from.split('/')
      const held = serviceCredentials.list(state, account, { from: first, limit }).flatMap(({ holder, things }) => {
        const user = users.getById(state, holder)
        return user === undefined ? [] : things.map((credential) => ({ credential, user }))
      })
      return inOrder(held, position).read(from, limit)
    },
  }
}
