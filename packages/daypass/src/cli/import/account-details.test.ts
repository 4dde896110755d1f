import { describe, expect, it } from 'vitest'
import { accountOf, addDetails } from './account-details.js'
import { BroughtEntities } from './brought.js'
import { answersIn } from './files/answers.js'
import { batches } from './sending/send.js'

const CreateDate = '2024-03-05T06:07:08Z'
const arn = (rest: string, account = '111122223333') => `arn:aws:iam::${account}:${rest}`
const user = (name: string, more: object = {}) => ({ UserName: name, UserId: `AIDA${name}`, Arn: arn(`user/${name}`), CreateDate, ...more })
const role = (name: string, more: object = {}) => ({
  RoleName: name,
  RoleId: `AROA${name}`,
  Arn: arn(`role/${name}`),
  CreateDate,
  AssumeRolePolicyDocument: { Statement: [] },
  ...more,
})
const pagesOf = (...pages: object[]) => answersIn('f.json', pages)

function broughtBy(...pages: object[]): BroughtEntities {
  const brought = new BroughtEntities()
  addDetails(brought, pagesOf(...pages))
  return brought
}

describe('the account of the details', () => {
  it.each<[pages: object, given: string | undefined, expected: string | undefined]>([
    [{ UserDetailList: [user('a')] }, undefined, '111122223333'],
    [{ UserDetailList: [user('a')] }, '111122223333', '111122223333'],
    [{ UserDetailList: [], Policies: [{ PolicyName: 'x', Arn: 'arn:aws:iam::aws:policy/x' }] }, undefined, undefined],
    [{ UserDetailList: [] }, '111122223333', '111122223333'],
  ])('%j is told by its ARNs', (page, given, expected) => expect(accountOf(pagesOf(page), given)).toBe(expected))

  it.each<[page: object, given: string | undefined, problem: string]>([
    [
      { UserDetailList: [user('a')], RoleDetailList: [role('r', { Arn: arn('role/r', '444455556666') })] },
      undefined,
      'The files are of several accounts: 111122223333, 444455556666.',
    ],
    [{ UserDetailList: [user('a')] }, '444455556666', 'The files are of several accounts: 444455556666, 111122223333.'],
    [{ UserDetailList: [user('a', { Arn: 'arn:aws-cn:iam::111122223333:user/a' })] }, undefined, 'is of the partition aws-cn'],
    [{ UserDetailList: [user('a', { Arn: 'x' })] }, undefined, 'x is not the ARN of something in an account.'],
  ])('%j is refused', (page, given, problem) => expect(() => accountOf(pagesOf(page), given)).toThrow(problem))
})

describe('the entities of the details', () => {
  it('are each sent once, also when files overlap, and never with a secret', () => {
    const secrets = { AccessKeys: [{ SecretAccessKey: 'secret' }], LoginProfile: { Password: 'secret' } }
    const page = {
      UserDetailList: [user('a', secrets)],
      RoleDetailList: [
        role('r', {
          InstanceProfileList: [
            { InstanceProfileName: 'p', InstanceProfileId: 'AIPAp', CreateDate, Roles: [{ RoleName: 'r', RoleId: 'AROAr' }] },
          ],
        }),
      ],
    }
    const { entities, leftOut } = broughtBy(page, page)
    expect(entities.map(({ type, name }) => `${type} ${name}`)).toEqual(['User a', 'Role r', 'InstanceProfile p'])
    expect(leftOut).toEqual([])
    expect(JSON.stringify(entities)).not.toContain('secret')
  })

  it('that contradict each other are refused', () => {
    expect(() => broughtBy({ UserDetailList: [user('a')] }, { UserDetailList: [user('a', { Path: '/b/' })] })).toThrow(
      'The files contradict each other about the User a (AIDAa).',
    )
  })

  it.each<[list: string, one: object, other: object]>([
    ['UserDetailList', user('a'), user('a', { UserId: 'AIDAother' })],
    ['RoleDetailList', role('a'), role('a', { RoleId: 'AROAother' })],
  ])('of %s with one ARN and two unique ids are refused', (list, one, other) => {
    expect(() => broughtBy({ [list]: [one] }, { [list]: [other] })).toThrow('The files contradict each other about arn:aws:iam::')
  })

  it('are left out where names differ only by case, and where they cannot be read', () => {
    const { entities, leftOut } = broughtBy({
      RoleDetailList: [
        role('Dev'),
        role('dev'),
        role('old', { CreateDate: 'once' }),
        role('odd', { PermissionsBoundary: {} }),
        { RoleName: 'bare' },
        role('deep', { MaxSessionDuration: JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) }),
      ],
    })
    expect(entities.map(({ name }) => name)).toEqual(['Dev'])
    expect(leftOut.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
      'dev: Another of this kind is called Dev: names that differ only by case are the same name.',
      'old: "once" is not a time.',
      'odd: PermissionsBoundary has no PermissionsBoundaryArn.',
      'bare: RoleId is missing.',
      'deep: It is nested too deeply.',
    ])
  })

  it('tell which users and roles a trust policy names, and which policies of AWS deny nothing', () => {
    const trust = {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { AWS: [arn('user/a'), 'arn:aws:sts::111122223333:assumed-role/r/s', arn('user/gone'), '*'] },
      },
    }
    const aws = (name: string, Effect: string) => ({
      ...{ PolicyName: name, Arn: `arn:aws:iam::aws:policy/${name}` },
      PolicyVersionList: [{ IsDefaultVersion: true, Document: encodeURIComponent(JSON.stringify({ Statement: [{ Effect }] })) }],
    })
    const attached = ['Old', 'Quarantine', 'Unknown'].map((name) => ({ PolicyArn: `arn:aws:iam::aws:policy/${name}` }))
    const { entities } = broughtBy({
      ...{
        UserDetailList: [user('a')],
        RoleDetailList: [role('r', { AssumeRolePolicyDocument: trust, AttachedManagedPolicies: attached })],
      },
      Policies: [aws('Old', 'Allow'), aws('Quarantine', 'Deny'), aws('Quarantine', 'Allow')],
    })
    expect(JSON.parse(entities.find(({ name }) => name === 'r')?.content ?? '')).toMatchObject({
      Principals: [
        { Arn: arn('user/a'), Id: 'AIDAa' },
        { Arn: arn('role/r'), Id: 'AROAr' },
      ],
      AttachedManagedPolicies: [{ AllowsOnly: true }, { MayDeny: true }, {}],
    })
    expect(entities.filter(({ type }) => type === 'AwsManagedPolicy').map(({ content }) => JSON.parse(content) as unknown)).toEqual(
      [
        ['Old', 'Allow'],
        ['Quarantine', 'Deny'],
        ['Quarantine', 'Allow'],
      ].map(([name, Effect]) => ({ Arn: `arn:aws:iam::aws:policy/${name}`, Document: JSON.stringify({ Statement: [{ Effect }] }) })),
    )
    expect(entities.find(({ name }) => name === 'r')?.content).toContain('"PolicyArn":"arn:aws:iam::aws:policy/Unknown"}')
  })

  it('tell what a policy of AWS says that denies something, or is a boundary', () => {
    const Document = { Statement: [{ Effect: 'Deny' }] }
    const Arn = 'arn:aws:iam::aws:policy/Quarantine'
    const { entities } = broughtBy({
      UserDetailList: [
        user('a', {
          AttachedManagedPolicies: [{ PolicyArn: Arn }],
          PermissionsBoundary: { PermissionsBoundaryArn: 'arn:aws:iam::aws:policy/Bound' },
        }),
      ],
      Policies: [
        { PolicyName: 'Quarantine', Arn, PolicyVersionList: [{ IsDefaultVersion: true, Document }] },
        { PolicyName: 'Bound', Arn: 'arn:aws:iam::aws:policy/Bound', PolicyVersionList: [{ IsDefaultVersion: true, Document: {} }] },
      ],
    })
    expect(JSON.parse(entities.find(({ name }) => name === 'a')?.content ?? '')).toMatchObject({
      AttachedManagedPolicies: [{ MayDeny: true, Document: JSON.stringify(Document) }],
      PermissionsBoundary: { Document: '{}' },
    })
  })

  it('are sent in calls of one kind, each within the limits of a form', () => {
    const UserDetailList = Array.from({ length: 450 }, (_, at) => user(`u${at}`))
    const large = { UserPolicyList: [{ PolicyName: 'p', PolicyDocument: { Statement: [{ Resource: 'é'.repeat(60_000) }] } }] }
    const { entities } = broughtBy({
      UserDetailList: [...UserDetailList, ...['x', 'y', 'z'].map((name) => user(name, large))],
      RoleDetailList: [role('r')],
    })
    const calls = [...batches(entities)].map((batch) => batch.map(({ entity }) => entity.type))
    expect(calls.map((types) => types.length)).toEqual([200, 200, 52, 1, 1])
    expect(calls.every((types) => new Set(types).size === 1)).toBe(true)
  })
})
