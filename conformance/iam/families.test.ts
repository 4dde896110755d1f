import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'
import { ACCOUNT_ALIAS, PASSWORD_POLICY, SUMMARY_AND_DETAILS } from './account.js'
import type { Rows } from './answers.js'
import { CLIENTS, type IamClient } from './clients.js'
import { ACCESS_KEYS, mfaDevices, PASSWORDS, PNG, SSH_KEYS } from './credentials-of-users.js'
import { ATTACHED_POLICIES, INLINE_POLICIES, MANAGED_POLICIES, POLICIES_OF_A_HOLDER } from './policies.js'
import { INSTANCE_PROFILES, ROLES, SERVICE_LINKED_ROLES } from './roles-and-profiles.js'
import { story } from './story.js'
import { GROUPS, GROUPS_OF_A_USER, USER_IN_USE, USERS } from './users-and-groups.js'

let server: ServerProcess
beforeAll(async () => {
  server = await ServerProcess.start({ flags: ['--dev'] })
})
afterAll(() => server.close())

describe.each(CLIENTS)('what IAM keeps, with the %s', { timeout: 120_000 }, (_name, debianPackage, start) => {
  const missing = debianPackage !== undefined && without(debianPackage)
  /** Each call of the AWS CLI is a process. */
  const isSlow = debianPackage === 'awscli'
  let client: IamClient
  beforeAll(async () => {
    if (!missing) client = await start(server)
  }, 60_000)
  afterAll(() => client?.close())

  const tables: readonly (readonly [what: string, rows: Rows])[] = [
    ['users', USERS],
    ['groups and their members', GROUPS],
    ['users with everything that a user can have', USER_IN_USE],
    ['access keys', ACCESS_KEYS],
    ['passwords', PASSWORDS],
    ['SSH public keys', SSH_KEYS],
    ['virtual MFA devices', mfaDevices(isSlow ? {} : PNG)],
    ['roles', ROLES],
    ['instance profiles', INSTANCE_PROFILES],
    ['service-linked roles', SERVICE_LINKED_ROLES],
    ['inline policies', INLINE_POLICIES],
    ['managed policies and their versions', MANAGED_POLICIES],
    ['attached policies and boundaries', ATTACHED_POLICIES],
    ['the password policy of the account', PASSWORD_POLICY],
    ['the alias of the account', ACCOUNT_ALIAS],
    ['the summary and the details of the account', SUMMARY_AND_DETAILS],
  ]
  const long: typeof tables = [
    ['groups of a user, ten at most', GROUPS_OF_A_USER],
    ['policies of a user, a group and a role, ten at most', POLICIES_OF_A_HOLDER],
  ]

  it.skipIf(missing).each(isSlow ? tables : [...tables, ...long])(
    '%s: made, read back, listed in pages, changed, refused, deleted',
    async (_what, rows) => {
      await server.admin('reset', {})
      await story(client, rows)
    },
  )
})

describe('the audit', () => {
  it('has no password', () => {
    expect(JSON.stringify(server.audit())).not.toMatch(/[Pp]ass-word-\d|Sh0rt-1|letters only|only 1 number/)
  })
})
