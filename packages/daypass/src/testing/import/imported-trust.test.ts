import { describe, expect, it } from 'vitest'
import { roles } from '../../directory/iam/role.js'
import { users } from '../../directory/iam/user.js'
import { isRevoked } from '../../directory/sts/revocation.js'
import { PutRolePolicy } from '../../services/iam/role-policies/PutRolePolicy.js'
import { CreateRole } from '../../services/iam/roles/CreateRole.js'
import { DeleteRole } from '../../services/iam/roles/DeleteRole.js'
import { GetRole } from '../../services/iam/roles/GetRole.js'
import { UpdateAssumeRolePolicy } from '../../services/iam/roles/UpdateAssumeRolePolicy.js'
import { UpdateRole } from '../../services/iam/roles/UpdateRole.js'
import { PutUserPolicy } from '../../services/iam/user-policies/PutUserPolicy.js'
import { CreateUser } from '../../services/iam/users/CreateUser.js'
import { DeleteUser } from '../../services/iam/users/DeleteUser.js'
import { AssumeRole } from '../../services/sts/AssumeRole.js'
import { root, type World, world } from '../world.js'
import {
  aPolicy,
  aRole,
  attachedTo,
  aUser,
  boundedBy,
  HOME,
  imported,
  importedWhole,
  onAll,
  trustIn,
  uniqueId,
} from './imported-entities.js'

const rootOf = (account: string) => ({ ...root, account, arn: `arn:aws:iam::${account}:root`, userId: account })
const home = rootOf(HOME)
const arnOf = (kind: string, name: string) => `arn:aws:iam::${HOME}:${kind}/${name}`
const trusted = (w: World, RoleName: string) =>
  w.call(GetRole, { RoleName }, home).then(({ Role }) => decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))
const callerOf = (w: World, name: string, account = HOME) => {
  const { id } = w.read((state) => users.get(state, account, name))!
  return {
    kind: 'user',
    account,
    arn: `arn:aws:iam::${account}:user/${name}`,
    userId: id,
    accessKeyId: 'AKIAQAAAAAAATESTUSER',
    id,
    name,
  } as const
}
const assume = { RoleArn: arnOf('role', 'r'), RoleSessionName: 's' }
const mayAssume = { UserPolicyList: [{ PolicyName: 'p', PolicyDocument: onAll('sts:AssumeRole') }] }
const principals = (...given: readonly (readonly [kind: string, name: string])[]) => ({
  Principals: given.map(([kind, name]) => ({ Arn: arnOf(kind, name), Id: uniqueId(kind === 'user' ? 'AIDA' : 'AROA', name) })),
})

describe('the trust policy of an imported role', () => {
  it('names those that come later, and itself, by the ids that they have on AWS', async () => {
    const w = await world()
    const text = trustIn({ AWS: [arnOf('user', 'later'), arnOf('role', 'r')] })
    const role = aRole('r', { AssumeRolePolicyDocument: text, ...principals(['user', 'later'], ['role', 'r']) })
    await importedWhole(w, [['Role', role]])
    expect(w.read((state) => roles.get(state, HOME, 'r'))?.trust).toBe(trustIn({ AWS: [uniqueId('AIDA', 'later'), uniqueId('AROA', 'r')] }))
    await importedWhole(w, [['User', aUser('later', mayAssume)]])
    expect(await trusted(w, 'r')).toBe(text)
    expect(await w.call(AssumeRole, assume, callerOf(w, 'later'))).toHaveProperty('Credentials')
    expect(await importedWhole(w, [['Role', role]])).toEqual(['unchanged'])
  })

  it.each([
    ['of an account that is imported later', '444455556666'],
    ['of the same account that is in no file', HOME],
  ])('denies a user %s, whoever it is', async (_who, account) => {
    const w = await world()
    const evil = `arn:aws:iam::${account}:user/evil`
    const allow = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' }
    const deny = { Effect: 'Deny', Principal: { AWS: evil }, Action: 'sts:AssumeRole' }
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [allow, deny] })
    const role = aRole('r', { AssumeRolePolicyDocument })
    await importedWhole(w, [['Role', role]])
    expect(JSON.parse(await trusted(w, 'r'))).toEqual(JSON.parse(AssumeRolePolicyDocument))
    await importedWhole(w, [['User', aUser('evil', { Arn: evil, ...mayAssume })]], { AccountId: account })
    expect(await w.refusal(AssumeRole, assume, callerOf(w, 'evil', account))).toMatchObject({ code: 'AccessDenied' })
    await importedWhole(w, [['User', aUser('good', { Arn: `arn:aws:iam::${account}:user/good`, ...mayAssume })]], { AccountId: account })
    expect(await w.call(AssumeRole, assume, callerOf(w, 'good', account))).toHaveProperty('Credentials')
  })

  it.each([
    ['Allow', 'Deny'],
    ['Deny', 'Allow'],
  ] as const)('can be changed from %s to %s of a name that nobody has: the name trusts nobody and denies everybody', async (from, to) => {
    const w = await world()
    const ghost = arnOf('user', 'ghost')
    const everyone = { Effect: 'Allow', Principal: { AWS: HOME }, Action: 'sts:AssumeRole' }
    const named = (Effect: string) => ({ Effect, Principal: { AWS: ghost }, Action: 'sts:AssumeRole' })
    const textOf = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
    await importedWhole(w, [['Role', aRole('r', { AssumeRolePolicyDocument: textOf(named(from)) })]])
    // With a Deny everybody of the account is trusted; an Allow stands alone.
    const PolicyDocument = to === 'Deny' ? textOf(everyone, named(to)) : textOf(named(to))
    await w.call(UpdateAssumeRolePolicy, { RoleName: 'r', PolicyDocument }, home)
    expect(JSON.parse(await trusted(w, 'r'))).toEqual(JSON.parse(PolicyDocument))
    await w.call(CreateUser, { UserName: 'ghost' }, home)
    await w.call(
      PutUserPolicy,
      { UserName: 'ghost', PolicyName: 'p', PolicyDocument: onAll(to === 'Deny' ? 'sts:AssumeRole' : 's3:*') },
      home,
    )
    expect(await w.refusal(AssumeRole, assume, callerOf(w, 'ghost'))).toMatchObject({ code: 'AccessDenied' })
  })

  it('does not trust who gets the unique id of one that another account has deleted', async () => {
    const w = await world()
    await importedWhole(w, [['User', aUser('anchor')]])
    const { User } = await w.call(CreateUser, { UserName: 'bob' }, home)
    const UserId = User?.UserId ?? ''
    await w.call(DeleteUser, { UserName: 'bob' }, home)
    const Arn = 'arn:aws:iam::444455556666:user/mallory'
    const [taken] = await imported(w, [['User', aUser('mallory', { UserId, Arn, ...mayAssume })]], { AccountId: '444455556666' })
    expect(taken).toEqual({ Outcome: 'left-out', Reason: `The unique id ${UserId} is one of account ${HOME}.` })
    await importedWhole(w, [['User', aUser('bob', { UserId })]])
  })

  it('may name as many users as fit, where the role has as many policies as it may', async () => {
    const w = await world()
    const names = Array.from({ length: 80 }, (_, n) => `u${n}`)
    const policies = Array.from({ length: 26 }, (_, n) => `p${n}`)
    await importedWhole(
      w,
      policies.map((name) => ['Policy', aPolicy(name, onAll('s3:*'))] as const),
    )
    const AssumeRolePolicyDocument = trustIn({ AWS: names.map((name) => arnOf('user', name)) })
    const given = { AssumeRolePolicyDocument, ...principals(...names.map((name) => ['user', name] as const)) }
    const role = aRole('r', { ...given, ...attachedTo(...policies.slice(1)), ...boundedBy('p0') })
    expect(await importedWhole(w, [['Role', role]])).toEqual(['created'])
    expect(await importedWhole(w, [['Role', role]])).toEqual(['unchanged'])
  })

  it('does not trust a namesake of one that is named by id', async () => {
    const w = await world()
    await importedWhole(w, [
      ['Role', aRole('r', { AssumeRolePolicyDocument: trustIn({ AWS: arnOf('user', 'later') }), ...principals(['user', 'later']) })],
    ])
    await w.call(CreateUser, { UserName: 'later' }, home)
    await w.call(PutUserPolicy, { UserName: 'later', PolicyName: 'p', PolicyDocument: onAll('sts:AssumeRole') }, home)
    expect(await w.refusal(AssumeRole, assume, callerOf(w, 'later'))).toMatchObject({ code: 'AccessDenied' })
  })

  it.each(['AIDADELETEDXXXXXXXXXX', 'AROADELETEDXXXXXXXXXX'])('keeps %s, the id of one that was deleted', async (id) => {
    const w = await world()
    const text = trustIn({ AWS: id })
    await importedWhole(w, [['Role', aRole('r', { AssumeRolePolicyDocument: text })]])
    expect(await trusted(w, 'r')).toBe(text)
  })

  it('trusts an id of one that was deleted when it is that of one that is imported', async () => {
    const w = await world()
    await importedWhole(w, [['Role', aRole('r', { AssumeRolePolicyDocument: trustIn({ AWS: uniqueId('AIDA', 'back') }) })]])
    await importedWhole(w, [['User', aUser('back', mayAssume)]])
    expect(await w.call(AssumeRole, assume, callerOf(w, 'back'))).toHaveProperty('Credentials')
  })

  it.each(['user/someone', 'role/someone'])(
    'shows %s of an account that is not here, and trusts nobody who gets this name later',
    async (name) => {
      const w = await world()
      const text = trustIn({ AWS: [`arn:aws:iam::444455556666:${name}`, 'arn:aws:sts::444455556666:assumed-role/someone/s'] })
      await importedWhole(w, [['Role', aRole('r', { AssumeRolePolicyDocument: text })]])
      expect(await trusted(w, 'r')).toBe(text)
      const there = rootOf('444455556666')
      await w.call(CreateUser, { UserName: 'someone' }, there)
      await w.call(PutUserPolicy, { UserName: 'someone', PolicyName: 'p', PolicyDocument: onAll('sts:AssumeRole') }, there)
      const { Role } = await w.call(CreateRole, { RoleName: 'someone', AssumeRolePolicyDocument: trustIn({ AWS: '444455556666' }) }, there)
      await w.call(PutRolePolicy, { RoleName: 'someone', PolicyName: 'p', PolicyDocument: onAll('sts:AssumeRole') }, there)
      expect(await w.refusal(AssumeRole, assume, callerOf(w, 'someone', '444455556666'))).toMatchObject({ code: 'AccessDenied' })
      const [id, arn] = [Role?.RoleId ?? '', Role?.Arn ?? '']
      const session = {
        ...{
          kind: 'role',
          account: '444455556666',
          arn: 'arn:aws:sts::444455556666:assumed-role/someone/s',
          userId: `${id}:s`,
          accessKeyId: 'ASIAQAAAAAAATESTUSER',
        },
        ...{ id, roleArn: arn, roleName: 'someone', session: { kind: 'assume-role', issuedAt: 0, expiresAt: 1 } },
      } as const
      expect(await w.refusal(AssumeRole, assume, session as never)).toMatchObject({ code: 'AccessDenied' })
      expect(await trusted(w, 'r')).toBe(text)
      // Written back as it is shown, it is still valid, and still nobody's.
      await w.call(
        UpdateAssumeRolePolicy,
        { RoleName: 'r', PolicyDocument: trustIn({ AWS: [`arn:aws:iam::444455556666:root`, 'arn:aws:iam::444455556666:role/someone'] }) },
        home,
      )
    },
  )

  it('can be written back as it is shown, with a name that nobody has', async () => {
    const w = await world()
    const text = trustIn({ AWS: 'arn:aws:iam::444455556666:role/someone' })
    await importedWhole(w, [['Role', aRole('r', { AssumeRolePolicyDocument: text })]])
    await w.call(UpdateAssumeRolePolicy, { RoleName: 'r', PolicyDocument: text }, home)
    expect(w.read((state) => roles.get(state, HOME, 'r'))?.trust).toBe(trustIn({ AWS: 'arn:aws-absent:iam::444455556666:role/someone' }))
    const other = trustIn({ AWS: 'arn:aws:iam::444455556666:role/else' })
    expect(await w.refusal(UpdateAssumeRolePolicy, { RoleName: 'r', PolicyDocument: other }, home)).toMatchObject({
      code: 'MalformedPolicyDocument',
    })
  })

  it('keeps sessions of a role that comes with it', async () => {
    const w = await world()
    const text = trustIn({ AWS: `arn:aws:sts::${HOME}:assumed-role/later/s` })
    await importedWhole(w, [['Role', aRole('r', { AssumeRolePolicyDocument: text, ...principals(['role', 'later']) })]])
    expect(w.read((state) => roles.get(state, HOME, 'r'))?.trust).toBe(text)
  })
})

describe('an imported role of AWS', () => {
  const Service = 'support.amazonaws.com'
  const path = (prefix: string) => ({ Path: prefix, Arn: `arn:aws:iam::${HOME}:role${prefix}r` })

  it('is that of a service: nobody changes it or assumes it', async () => {
    const w = await world()
    const policy = 'arn:aws:iam::aws:policy/aws-service-role/AWSSupportServiceRolePolicy'
    const role = aRole('r', {
      ...path(`/aws-service-role/${Service}/`),
      AssumeRolePolicyDocument: trustIn({ Service }),
      ...attachedTo(policy),
    })
    await importedWhole(w, [['Role', role]])
    expect(w.read((state) => roles.get(state, HOME, 'r'))).toMatchObject({ ownedBy: 'service', attachedPolicies: [policy] })
    expect(await w.refusal(DeleteRole, { RoleName: 'r' }, home)).toMatchObject({ code: 'UnmodifiableEntity' })
    expect(await importedWhole(w, [['Role', role]])).toEqual(['unchanged'])
  })

  it('is that of IAM Identity Center', async () => {
    const w = await world()
    await importedWhole(w, [['Role', aRole('r', path('/aws-reserved/sso.amazonaws.com/'))]])
    expect(await w.refusal(UpdateRole, { RoleName: 'r', Description: 'x' }, home)).toMatchObject({ code: 'UnmodifiableEntity' })
  })
})

describe('a session of a role that was deleted', () => {
  it('stays ended when the role is imported again with its id', async () => {
    const w = await world()
    const { revision } = w.read((state) => state)
    await importedWhole(w, [['Role', aRole('r')]])
    const of = (issued: number) => {
      const id = uniqueId('AROA', 'r')
      const session = { kind: 'assume-role', issuedAt: 0, expiresAt: 1, revision: issued } as const
      const arn = `arn:aws:sts::${HOME}:assumed-role/r/s`
      return {
        kind: 'role',
        account: HOME,
        arn,
        userId: `${id}:s`,
        accessKeyId: 'ASIAQAAAAAAATESTUSER',
        id,
        roleArn: arnOf('role', 'r'),
        roleName: 'r',
        session,
      } as never
    }
    const now = w.read((state) => state.revision)
    expect(w.read((state) => [isRevoked(state, of(revision)), isRevoked(state, of(now))])).toEqual([true, false])
    await w.change((state) => roles.delete(state, roles.get(state, HOME, 'r')!))
    await importedWhole(w, [['Role', aRole('r')]])
    expect(w.read((state) => isRevoked(state, of(now)))).toBe(true)
  })
})

describe('who made a role', () => {
  it('cannot be changed by an import: its sessions would no longer be bound by service control policies', async () => {
    const w = await world()
    const role = aRole('r')
    await importedWhole(w, [['Role', role]])
    const Path = '/aws-service-role/support.amazonaws.com/'
    const linked = {
      Path,
      Arn: arnOf('role', 'r').replace('role/', `role${Path}`),
      AssumeRolePolicyDocument: trustIn({ Service: 'support.amazonaws.com' }),
    }
    const [result] = await imported(w, [['Role', aRole('r', linked)]])
    expect(result).toMatchObject({ Outcome: 'left-out', Reason: expect.stringContaining('cannot change') })
    await importedWhole(w, [['Role', aRole('s', { ...linked, Arn: linked.Arn.replace(/r$/, 's') })]])
    expect((await imported(w, [['Role', aRole('s')]]))[0]).toMatchObject({ Outcome: 'left-out' })
    expect(w.read((state) => [roles.get(state, HOME, 'r')?.ownedBy, roles.get(state, HOME, 's')?.ownedBy])).toEqual([undefined, 'service'])
  })
})
