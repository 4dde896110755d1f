import { rootArn } from '../../../core/arn.js'
import { accounts } from '../../../directory/account/account.js'
import { passwordPolicies } from '../../../directory/account/password-policy.js'
import { type AccessKeyRecord, accessKeys } from '../../../directory/iam/access-key.js'
import { loginProfiles } from '../../../directory/iam/login-profile.js'
import { listHeldDevices } from '../../../directory/iam/mfa-device.js'
import { signingCertificates } from '../../../directory/iam/other-credentials/signing-certificate.js'
import { type UserRecord, users } from '../../../directory/iam/user.js'
import type { IamDeps } from '../iam.js'

/** What does not exist, or was never used. */
const NONE = 'N/A'
const NOT_SUPPORTED = 'not_supported'

/** The columns of a report, in AWS's order (IAM user guide, "Understanding the report format"). */
const COLUMNS = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  ...[1, 2].flatMap((n) => [
    `access_key_${n}_active`,
    `access_key_${n}_last_rotated`,
    `access_key_${n}_last_used_date`,
    `access_key_${n}_last_used_region`,
    `access_key_${n}_last_used_service`,
  ]),
  ...[1, 2].flatMap((n) => [`cert_${n}_active`, `cert_${n}_last_rotated`]),
]

/** Services without regions, whose last use has none in a report. */
const GLOBAL_SERVICES: ReadonlySet<string> = new Set(['iam', 's3', 'account'])

const DAY = 86_400_000
/** Users between two rests. */
const SLICE = 100

/** The report as text: the root user, then the users by name. Lets other requests run in between. */
export async function writeReport(account: string, deps: IamDeps): Promise<string> {
  const lines = [lineOf(COLUMNS), lineOf(rootRow(account, deps))]
  const maxAge = passwordPolicies.get(deps.state, account)?.maxAge
  for (const user of users.each(deps.state, account)) {
    lines.push(lineOf(userRow(user, maxAge, deps)))
    if (lines.length % SLICE === 0) await deps.rest()
  }
  return lines.join('')
}

/** Nothing but a name and an ARN can contain a comma. AWS does not say what it does then: here the value is in quotes (RFC 4180). */
const lineOf = (values: readonly string[]): string => `${values.map((value) => (value.includes(',') ? `"${value}"` : value)).join(',')}\n`

/** The root user has no password, and is as old as its account or, where that is not known, as its oldest key. */
function rootRow(account: string, deps: IamDeps): string[] {
  const keys = accessKeys.ofRoot(deps.state, account)
  const createdAt = accounts.get(deps.state, account)?.createdAt ?? keys[0]?.createdAt
  const password = [NOT_SUPPORTED, 'no_information', NOT_SUPPORTED, NOT_SUPPORTED]
  const mfa = String(listHeldDevices(deps.state, account, account).length > 0)
  return [
    '<root_account>',
    rootArn(account),
    timeOrNone(createdAt),
    ...password,
    mfa,
    ...keyColumns(keys, deps),
    ...certificateColumns({ account, id: account }, deps),
  ]
}

function userRow(user: UserRecord, maxAge: number | undefined, deps: IamDeps): string[] {
  const { state } = deps
  const keys = user.accessKeyIds.flatMap((id) => accessKeys.get(state, id) ?? [])
  const mfa = String(listHeldDevices(state, user.account, user.id).length > 0)
  const password = passwordColumns(user, maxAge, deps)
  return [
    user.name,
    users.arn(user),
    timeOrNone(user.createdAt),
    ...password,
    mfa,
    ...keyColumns(keys, deps),
    ...certificateColumns(user, deps),
  ]
}

/** Whether there is a password, when it was used and set, and when it expires. No password is ever used: nobody signs in with one yet. */
function passwordColumns({ id }: UserRecord, maxAge: number | undefined, { state }: IamDeps): string[] {
  const profile = loginProfiles.get(state, id)
  if (profile === undefined) return ['false', NONE, NONE, NONE]
  const { passwordSetAt } = profile
  return ['true', 'no_information', timeOrNone(passwordSetAt), timeOrNone(maxAge === undefined ? undefined : passwordSetAt + maxAge * DAY)]
}

const keyColumns = (keys: readonly AccessKeyRecord[], deps: IamDeps): string[] => [0, 1].flatMap((at) => oneKey(keys[at], deps))

function oneKey(key: AccessKeyRecord | undefined, { state, lastUse }: IamDeps): string[] {
  if (key === undefined) return ['false', NONE, NONE, NONE, NONE]
  const use = lastUse.ofKey(state, key.id)
  const region = use === undefined || GLOBAL_SERVICES.has(use.service) ? NONE : use.region
  return [String(key.status === 'Active'), timeOrNone(key.createdAt), timeOrNone(use?.at), region, use?.service ?? NONE]
}

/** The signing certificates of a user, or of the root user under the id of its account. */
function certificateColumns(holder: Pick<UserRecord, 'account' | 'id'>, { state }: IamDeps): string[] {
  const held = signingCertificates.of(state, holder)
  return [held[0], held[1]].flatMap((one) => [String(one?.status === 'Active'), timeOrNone(one?.uploadedAt)])
}

/** `2026-01-02T03:04:05+00:00`. */
const timeOrNone = (time: number | undefined): string => (time === undefined ? NONE : `${new Date(time).toISOString().slice(0, 19)}+00:00`)
