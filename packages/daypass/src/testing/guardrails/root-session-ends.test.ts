import { describe, expect, it } from 'vitest'
import { requireCurrent } from '../../credentials/authenticate.js'
import { issueSession } from '../../credentials/issue.js'
import { roles } from '../../directory/iam/role.js'
import { users } from '../../directory/iam/user.js'
import { RevokeSessions } from '../../services/daypass/sessions/RevokeSessions.js'
import { DisableOrganizationsRootCredentialsManagement } from '../../services/iam/root-features/DisableOrganizationsRootCredentialsManagement.js'
import { DisableOrganizationsRootSessions } from '../../services/iam/root-features/DisableOrganizationsRootSessions.js'
import { EnableOrganizationsRootSessions } from '../../services/iam/root-features/EnableOrganizationsRootSessions.js'
import { CloseAccount } from '../../services/organizations/accounts/CloseAccount.js'
import { RemoveAccountFromOrganization } from '../../services/organizations/accounts/RemoveAccountFromOrganization.js'
import { DeregisterDelegatedAdministrator } from '../../services/organizations/delegation/DeregisterDelegatedAdministrator.js'
import { DisableAWSServiceAccess } from '../../services/organizations/delegation/DisableAWSServiceAccess.js'
import { RegisterDelegatedAdministrator } from '../../services/organizations/delegation/RegisterDelegatedAdministrator.js'
import { roleSession } from '../callers.js'
import { s3 } from '../made-service.js'
import { memberAccount, rootOf, sessionOf } from '../organization.js'
import { ACCOUNT, START } from '../world.js'
import { rootAccessWorld } from './root-access.js'

const DAY = 24 * 3_600_000
const AUDIT = 'IAMAuditRootUserCredentials'
const S3 = 'S3UnlockBucketPolicy'
const IAM = { ServicePrincipal: 'iam.amazonaws.com' }

type Made = Awaited<ReturnType<typeof rootAccessWorld>>

/** What ends a session that is used a moment later. */
const ENDS: Readonly<Record<string, (made: Made) => Promise<unknown>>> = {
  'RootSessions disabled': ({ w }) => w.call(DisableOrganizationsRootSessions, {}),
  'trusted access of IAM disabled': ({ w }) => w.call(DisableAWSServiceAccess, IAM),
  'the member closed': ({ w, member }) => w.call(CloseAccount, { AccountId: member }),
  'the member removed from the organization': async ({ w, member }) => {
    w.clock.move(4 * DAY)
    await w.call(RemoveAccountFromOrganization, { AccountId: member })
    w.clock.move(0)
  },
  "the member's sessions revoked by the member": ({ w, member }) =>
    w.call(RevokeSessions, { IssuedBefore: new Date(START + 1) }, rootOf(member)),
  'the user who called AssumeRoot deleted': ({ w, boss }) =>
    w.change((state) => users.delete(state, users.get(state, ACCOUNT, boss.name)!)),
  "the sessions of that user's account revoked": ({ w }) => w.call(RevokeSessions, { IssuedBefore: new Date(START + 1) }),
  'the sessions of that user revoked': ({ w, boss }) => w.call(RevokeSessions, { UserName: boss.name }),
}

describe('a session of AssumeRoot', () => {
  it.each(Object.entries(ENDS))('ends at its next request with %s', async (_what, end) => {
    const made = await rootAccessWorld()
    const { w, issue, resolved } = made
    const early = await issue(S3)
    expect(typeof resolved(early)).toBe('object')
    // A moment later: a revocation up to a time spares what was issued at that time.
    w.clock.move(1)
    await end(made)
    expect(['revoked', 'unknown-key']).toContain(resolved(early))
  })

  it('ends in the middle of a body that streams', async () => {
    const { w, session } = await rootAccessWorld()
    const caller = await session(S3)
    const current = () => w.read((state) => requireCurrent(s3, { caller, region: 'us-east-1' }, state))
    current()
    await w.call(DisableOrganizationsRootSessions, {})
    expect(current).toThrow('The provided token is malformed or otherwise invalid.')
  })

  it('of a task about credentials ends with RootCredentialsManagement, the others do not; enabling it again brings them back', async () => {
    const { w, issue, resolved } = await rootAccessWorld()
    const [audit, unlock] = [await issue(AUDIT), await issue(S3)]
    await w.call(DisableOrganizationsRootCredentialsManagement, {})
    expect([resolved(audit), typeof resolved(unlock)]).toEqual(['revoked', 'object'])
    await w.call(DisableOrganizationsRootSessions, {})
    expect(resolved(unlock)).toBe('revoked')
    await w.call(EnableOrganizationsRootSessions, {})
    expect(typeof resolved(unlock)).toBe('object')
  })

  it('that a role got ends with the role, with its sessions, with the one session and with its source identity', async () => {
    const { w, issue, resolved } = await rootAccessWorld()
    const role = await roleSession(w)
    const by = { ...role, session: { ...role.session, sourceIdentity: 'ana' } }
    for (const revoked of [{ RoleName: 'admin' }, { SessionArn: role.arn }, { SourceIdentity: 'ana' }]) {
      const key = await issue(AUDIT, { by })
      expect(typeof resolved(key)).toBe('object')
      await w.call(RevokeSessions, revoked)
      expect(resolved(key)).toBe('revoked')
    }
    const key = await issue(AUDIT, { by })
    await w.change((state) => roles.delete(state, roles.get(state, ACCOUNT, 'admin')!))
    expect(resolved(key)).toBe('revoked')
  })

  it('stays with revocations of others, and ends with those of its source identity in the member', async () => {
    const { w, member, issue, resolved } = await rootAccessWorld()
    const role = await roleSession(w)
    const key = await issue(AUDIT, { by: { ...role, session: { ...role.session, sourceIdentity: 'ana' } } })
    const other = await w.user('other')
    await w.call(RevokeSessions, { UserName: other.name })
    await w.call(RevokeSessions, { SourceIdentity: 'eve' })
    await w.call(RevokeSessions, { SourceIdentity: 'eve' }, rootOf(member))
    expect(typeof resolved(key)).toBe('object')
    await w.call(RevokeSessions, { SourceIdentity: 'ana' }, rootOf(member))
    expect(resolved(key)).toBe('revoked')
  })

  it('that a delegated administrator got ends when it is one no longer, and when its account is closed', async () => {
    const { w, member, admin, issue, resolved } = await rootAccessWorld()
    const other = await memberAccount(w, 'other')
    await w.call(RegisterDelegatedAdministrator, { AccountId: member, ...IAM })
    const key = await issue(AUDIT, { by: admin, target: other })
    expect(typeof resolved(key)).toBe('object')
    await w.call(DeregisterDelegatedAdministrator, { AccountId: member, ...IAM })
    expect(resolved(key)).toBe('revoked')
    await w.call(RegisterDelegatedAdministrator, { AccountId: member, ...IAM })
    const again = await issue(AUDIT, { by: sessionOf(w, member, 'OrganizationAccountAccessRole'), target: other })
    await w.call(CloseAccount, { AccountId: member })
    expect(resolved(again)).toBe('revoked')
  })

  it('ends when its time is over, and lives until then', async () => {
    const { w, issue, resolved } = await rootAccessWorld()
    const key = await issue(AUDIT)
    w.clock.move(899_999)
    expect(typeof resolved(key)).toBe('object')
    w.clock.move(900_000)
    expect(resolved(key)).toBe('expired')
  })

  it('does not open with the key of another, and is nothing without its token or its task', async () => {
    const { w, member, issue, resolved } = await rootAccessWorld()
    const [one, two] = [await issue(AUDIT), await issue('IAMDeleteRootUserCredentials')]
    expect(resolved({ ...one, sessionToken: two.sessionToken ?? '' })).toBe('bad-token')
    expect(resolved({ accessKeyId: one.accessKeyId })).toBe('unknown-key')
    const flipped = `${one.sessionToken?.slice(0, -6)}${one.sessionToken?.at(-6) === 'A' ? 'B' : 'A'}${one.sessionToken?.slice(-5)}`
    expect(resolved({ ...one, sessionToken: flipped })).toBe('bad-token')
    const times = { issuedAt: START, expiresAt: START + 900_000 }
    const taskless = { kind: 'assumed-root', account: member, principal: '', name: '', ...times } as const
    const made = w.read((state) => issueSession({ ...w, state }, taskless))
    expect(resolved({ accessKeyId: made.AccessKeyId, sessionToken: made.SessionToken })).toBe('bad-token')
  })

  it('in another organization than it was issued in is over', async () => {
    const { w, issue, member, boss, resolved } = await rootAccessWorld()
    const by = { kind: 'user', account: ACCOUNT, id: boss.id, userId: boss.id, arn: boss.arn } as const
    const assumedRoot = { taskPolicyArn: `arn:aws:iam::aws:policy/root-task/${AUDIT}`, organization: 'o-other00000', by }
    const claims = {
      kind: 'assumed-root',
      account: member,
      principal: '',
      name: '',
      issuedAt: START,
      expiresAt: START + 1,
      assumedRoot,
    } as const
    const made = w.read((state) => issueSession({ ...w, state }, claims))
    expect(resolved({ accessKeyId: made.AccessKeyId, sessionToken: made.SessionToken })).toBe('revoked')
    expect(typeof resolved(await issue(AUDIT))).toBe('object')
  })
})
