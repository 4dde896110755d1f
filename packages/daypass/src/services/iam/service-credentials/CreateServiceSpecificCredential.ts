import { type ServiceCredential, serviceCredentials } from '../../../directory/iam/other-credentials/service-credential.js'
import { type UserRecord, users } from '../../../directory/iam/user.js'
import { invalidInput, quotaExceeded } from '../errors.js'
import { type IamDeps, operation, timeOf } from '../iam.js'
import { userPermission } from '../users/user.js'
import { apiKeyOf, newSecret } from './credential-secret.js'
import { credentialMetadata, credentialWithSecret, requireService } from './service-credential.js'

const MOST = serviceCredentials.quotas.ServiceSpecificCredentialsPerUser
const DAY = 86_400_000
/** Numbers that are tried one after the other. */
const IN_ORDER = 20

/**
 * Makes a credential of a user for one service; its secret is only returned here (IAM API reference, CreateServiceSpecificCredential). The user is
 * looked up before the service (recorded on AWS).
 */
export const CreateServiceSpecificCredential = operation('CreateServiceSpecificCredential', {
  summary: 'Makes a credential of a user for one service.',
  actions: ['iam:CreateServiceSpecificCredential'],
  notEnforced: 'the services that AWS has these credentials for are not here',
  authorize: ({ UserName, ServiceName, CredentialAgeDays }, { account }, { state }) => [
    userPermission(
      'iam:CreateServiceSpecificCredential',
      { account, name: UserName, state },
      {
        'iam:ServiceSpecificCredentialServiceName': ServiceName,
        'iam:ServiceSpecificCredentialAgeDays': CredentialAgeDays === undefined ? undefined : String(CredentialAgeDays),
      },
    ),
  ],
  handle({ UserName, ServiceName: service, CredentialAgeDays: days }, { account }, { state, ids, clock }) {
    const user = users.require(state, account, UserName)
    requireService(service)
    if (days !== undefined && apiKeyOf(service) === undefined)
      throw invalidInput(`CredentialAgeDays is not supported for ${service}. Its credentials do not expire.`)
    const ofService = serviceCredentials.of(state, user).filter((one) => one.service === service)
    if (ofService.length >= MOST) throw quotaExceeded('ServiceSpecificCredentialsPerUser', MOST)
    const now = timeOf(clock)
    const named = { id: serviceCredentials.newId(ids, account), service, name: unusedName(user, service, { state, ids }) }
    const { secret, digest } = newSecret(ids, named)
    const expiresAt = days === undefined ? undefined : now + days * DAY
    const credential: ServiceCredential = { ...named, status: 'Active', createdAt: now, expiresAt, digest }
    serviceCredentials.add(state, user, credential)
    return { ServiceSpecificCredential: credentialWithSecret(credentialMetadata(credential, user, clock.now()), secret) }
  },
})

/**
 * `ann-at-ACCOUNT` (recorded on AWS), then `ann+1-at-ACCOUNT`. A name that the credential of another user has is left out: of one who was called Ann
 * before, or who is called `ann+1`.
 */
function unusedName({ name, account }: UserRecord, service: string, { state, ids }: Pick<IamDeps, 'state' | 'ids'>): string {
  for (let tried = 0; ; tried++) {
    // Other users may be called ann+1 to ann+1000: then any number is as good.
    const number = tried < IN_ORDER ? tried : Buffer.from(ids.bytes(4)).readUInt32BE()
    const unused = `${name}${number === 0 ? '' : `+${number}`}-at-${account}`
    if (!serviceCredentials.isNamed(state, service, unused)) return unused
  }
}
