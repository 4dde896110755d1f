import { describe, expect, it } from 'vitest'
import { OpenedSecrets } from '../../credentials/long-term-secret.js'
import { resolveKey } from '../../credentials/resolve.js'
import { ListUsers } from '../../services/iam/users/ListUsers.js'
import { CloseAccount } from '../../services/organizations/accounts/CloseAccount.js'
import { DeleteOrganization } from '../../services/organizations/organization/DeleteOrganization.js'
import { CreateBucket } from '../../services/s3/buckets/CreateBucket.js'
import { HeadBucket } from '../../services/s3/buckets/HeadBucket.js'
import { AssumeRole } from '../../services/sts/AssumeRole.js'
import { organizationWorld, rootOf, userOf } from '../organization.js'
import { ACCOUNT } from '../world.js'

describe('a closed account', () => {
  const closed = async () => {
    const made = await organizationWorld()
    const { w, member, admin } = made
    await w.call(CreateBucket, { Bucket: 'theirs' }, admin)
    await w.call(CloseAccount, { AccountId: member })
    return made
  }

  it('does not know its keys and sessions any more', async () => {
    const { w, member } = await organizationWorld()
    const bob = await userOf(w, ACCOUNT, { name: 'bob', statement: { Action: '*' } })
    const { Credentials } = await w.call(
      AssumeRole,
      {
        ...{ RoleArn: `arn:aws:iam::${member}:role/OrganizationAccountAccessRole`, RoleSessionName: 's' },
      },
      bob,
    )
    const { AccessKeyId = '', SessionToken } = Credentials ?? {}
    const resolver = { ring: w.ring, secrets: new OpenedSecrets() }
    const resolved = () =>
      w.read((state) => resolveKey({ accessKeyId: AccessKeyId, sessionToken: SessionToken }, state, { resolver, now: w.clock.now() }))
    expect('caller' in resolved()).toBe(true)
    await w.call(CloseAccount, { AccountId: member })
    expect(resolved()).toEqual({ unresolved: 'unknown-key' })
  })

  it('lets nobody act on what it has, and nobody become a role of it', async () => {
    const { w, member } = await closed()
    const bob = await userOf(w, ACCOUNT, { name: 'bob', statement: { Action: '*' } })
    const RoleArn = `arn:aws:iam::${member}:role/OrganizationAccountAccessRole`
    expect(await w.refusal(AssumeRole, { RoleArn, RoleSessionName: 's' }, bob)).toEqual({
      code: 'AccessDenied',
      message: `User: ${bob.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
    })
    expect('error' in (await w.attempt(HeadBucket, { Bucket: 'theirs' }, bob))).toBe(true)
  })

  it('lets nobody of it act, not even its root user', async () => {
    const { w, member, admin } = await closed()
    for (const caller of [admin, rootOf(member)])
      expect(await w.refusal(ListUsers, {}, caller)).toEqual({
        code: 'AccessDenied',
        message: `User: ${caller.arn} is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::${member}:user/`,
      })
  })

  it('keeps its organization', async () => {
    const { w } = await closed()
    expect(await w.refusal(DeleteOrganization, {})).toMatchObject({ code: 'OrganizationNotEmptyException' })
  })
})
