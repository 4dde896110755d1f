import { describe, expect, it } from 'vitest'
import { ACCOUNT, type OutputOf, root, type World, world } from '../../../testing/world.js'
import type { ListPoliciesRequest, Policy } from '../../../wire/generated/iam.js'
import { PutUserPermissionsBoundary } from '../boundaries/PutUserPermissionsBoundary.js'
import { AttachUserPolicy } from '../user-policies/AttachUserPolicy.js'
import { CreateUser } from '../users/CreateUser.js'
import { CreatePolicy } from './CreatePolicy.js'
import { ListPolicies } from './ListPolicies.js'

const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'

const given = async () => {
  const w = await world()
  for (const PolicyName of ['beta', 'administratoraccess', 'Alpha'])
    await w.call(CreatePolicy, {
      PolicyName,
      Path: PolicyName === 'beta' ? '/b/' : '/',
      PolicyDocument: DOCUMENT,
      Tags: [{ Key: 'k', Value: 'v' }],
    })
  await w.call(CreateUser, { UserName: 'ann' })
  for (const PolicyArn of [`arn:aws:iam::${ACCOUNT}:policy/b/beta`, 'arn:aws:iam::aws:policy/ReadOnlyAccess'])
    await w.call(AttachUserPolicy, { UserName: 'ann', PolicyArn })
  const boundaries = (await w.call(ListPolicies, { Scope: 'Local' })).Policies?.filter(({ PolicyName }) => PolicyName === 'Alpha')
  await w.call(PutUserPermissionsBoundary, { UserName: 'ann', PermissionsBoundary: boundaries?.[0]?.Arn ?? '' })
  await w.call(CreateUser, { UserName: 'bob', PermissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess' })
  return w
}
const names = (output: OutputOf<typeof ListPolicies>) => output.Policies?.map(({ PolicyName }) => PolicyName)
const all = async (w: World, input: object) => {
  const seen: Policy[] = []
  let page: OutputOf<typeof ListPolicies> = {}
  do {
    page = await w.call(ListPolicies, { ...input, Marker: page.Marker })
    expect(page.Marker?.length ?? 0).toBeLessThanOrEqual(320)
    seen.push(...(page.Policies ?? []))
  } while (page.IsTruncated === true)
  return seen
}

describe('ListPolicies', () => {
  it.each<[ListPoliciesRequest, string[]]>([
    [{ Scope: 'Local' }, ['administratoraccess', 'Alpha', 'beta']],
    [{ Scope: 'Local', PathPrefix: '/b/' }, ['beta']],
    [{ Scope: 'Local', OnlyAttached: true }, ['beta']],
    [{ Scope: 'AWS', OnlyAttached: true }, ['ReadOnlyAccess']],
    [{ OnlyAttached: true }, ['beta', 'ReadOnlyAccess']],
    [{ PolicyUsageFilter: 'PermissionsPolicy', OnlyAttached: true }, ['beta', 'ReadOnlyAccess']],
    [{ PolicyUsageFilter: 'PermissionsBoundary' }, ['Alpha', 'PowerUserAccess']],
    [{ PolicyUsageFilter: 'PermissionsBoundary', OnlyAttached: true }, []],
  ])('returns what %j asks for, by name', async (input, expected) => {
    const w = await given()
    expect(names(await w.call(ListPolicies, input))).toEqual(expected)
  })

  it.each([1000, 7])('lists each policy once, in pages of %i', async (MaxItems) => {
    const w = await given()
    const seen = await all(w, { MaxItems })
    const keys = seen.map(({ PolicyName }) => PolicyName?.toLowerCase())
    expect(seen).toHaveLength(w.awsManaged.list().length + 3)
    expect(new Set(seen.map(({ Arn }) => Arn)).size).toBe(seen.length)
    expect(keys).toEqual(keys.toSorted())
    const same = seen.filter(({ PolicyName }) => PolicyName?.toLowerCase() === 'administratoraccess').map(({ Arn }) => Arn)
    expect(same).toEqual(['arn:aws:iam::aws:policy/AdministratorAccess', `arn:aws:iam::${ACCOUNT}:policy/administratoraccess`])
    expect(seen.filter(({ AttachmentCount }) => (AttachmentCount ?? 0) > 0)).toHaveLength(2)
  })

  it('keeps its markers short even for long names', async () => {
    const w = await world()
    const long = (letter: string) => letter + 'x'.repeat(127)
    for (const letter of ['a', 'b'])
      await w.call(CreatePolicy, { PolicyName: long(letter), Path: `/${'p'.repeat(500)}/`, PolicyDocument: DOCUMENT })
    expect((await all(w, { Scope: 'Local', MaxItems: 1 })).map(({ PolicyName }) => PolicyName)).toEqual([long('a'), long('b')])
  })

  it('returns no descriptions and no tags', async () => {
    const { Policies: [first] = [] } = await (await given()).call(ListPolicies, { Scope: 'Local' })
    expect(first).not.toHaveProperty('Tags')
    expect(first).not.toHaveProperty('Description')
  })

  it('requires one permission, without a resource', async () => {
    const w = await world()
    expect(w.read((state) => ListPolicies.authorize({}, root, { state, awsManaged: w.awsManaged }))).toEqual([
      { action: 'iam:ListPolicies', resource: '*' },
    ])
  })

  it('refuses the marker of another filter, and a caller without permission', async () => {
    const w = await given()
    const ann = await w.user('bob')
    const { Marker } = await w.call(ListPolicies, { Scope: 'AWS', MaxItems: 1 })
    const refusal = { code: 'ValidationError', message: 'Invalid Marker.' }
    expect(await w.refusal(ListPolicies, { Scope: 'Local', Marker })).toEqual(refusal)
    expect(await w.refusal(ListPolicies, { Scope: 'AWS', OnlyAttached: true, Marker })).toEqual(refusal)
    expect(await w.refusal(ListPolicies, {}, ann)).toMatchObject({ code: 'AccessDenied' })
  })
})
