import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../core/operation.js'
import { aGroup, aRole, askedBy, aUser } from '../../../testing/policy-holders.js'
import { ACCOUNT, type OutputOf, world } from '../../../testing/world.js'
import { ListAttachedGroupPolicies } from '../group-policies/ListAttachedGroupPolicies.js'
import { CreatePolicy } from '../policies/CreatePolicy.js'
import { ListAttachedRolePolicies } from '../role-policies/ListAttachedRolePolicies.js'
import { ListAttachedUserPolicies } from '../user-policies/ListAttachedUserPolicies.js'

const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const OWN = `arn:aws:iam::${ACCOUNT}:policy/own/p`
const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess'

const cases = [
  { operation: ListAttachedUserPolicies as Operation, holder: aUser },
  { operation: ListAttachedGroupPolicies as Operation, holder: aGroup },
  { operation: ListAttachedRolePolicies as Operation, holder: aRole },
]

describe.each(cases)('$operation.name', ({ operation, holder }) => {
  const { kind, field } = holder

  const given = async () => {
    const w = await world()
    await holder.create(w, 'Ann', '/team/')
    await holder.create(w, 'bob')
    await w.call(CreatePolicy, { PolicyName: 'p', Path: '/own/', PolicyDocument: DOCUMENT })
    return w
  }

  const full = async () => {
    const w = await given()
    await w.call(CreatePolicy, { PolicyName: 'readonlyaccess', PolicyDocument: DOCUMENT })
    for (const PolicyArn of [READ_ONLY, OWN, ADMIN, `arn:aws:iam::${ACCOUNT}:policy/readonlyaccess`])
      await w.call(holder.attach, { [field]: 'ann', PolicyArn })
    return w
  }
  const arns = (output: OutputOf<typeof ListAttachedUserPolicies>) => (output.AttachedPolicies ?? []).map(({ PolicyArn }) => PolicyArn)

  it('returns names and ARNs by name, ignoring case', async () => {
    const w = await full()
    expect(await w.call(operation, { [field]: 'ann' })).toEqual({
      AttachedPolicies: [
        { PolicyName: 'AdministratorAccess', PolicyArn: ADMIN },
        { PolicyName: 'p', PolicyArn: OWN },
        { PolicyName: 'ReadOnlyAccess', PolicyArn: READ_ONLY },
        { PolicyName: 'readonlyaccess', PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/readonlyaccess` },
      ],
      IsTruncated: false,
    })
  })

  it('lists those under a path prefix', async () => {
    const w = await full()
    expect(arns(await w.call(operation, { [field]: 'ann', PathPrefix: '/own/' }))).toEqual([OWN])
  })

  it('lists in pages of one', async () => {
    const w = await full()
    const seen: (string | undefined)[] = []
    let page: OutputOf<typeof ListAttachedUserPolicies> = {}
    do {
      page = await w.call(operation, {
        [field]: 'ann',
        MaxItems: 1,
        Marker: page.Marker,
      })
      seen.push(...arns(page))
    } while (page.IsTruncated === true)
    expect(seen).toEqual([ADMIN, OWN, READ_ONLY, `arn:aws:iam::${ACCOUNT}:policy/readonlyaccess`])
  })

  it('requires permission on the real ARN', async () => {
    const w = await given()
    const asked = (name: string) => askedBy(w, operation, { [field]: name })
    const action = `iam:${operation.name}`
    const context = {}
    expect(asked('ANN')).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:${kind}/team/Ann`, named: `arn:aws:iam::${ACCOUNT}:${kind}/ANN`, context },
    ])
    expect(asked('none')).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:${kind}/none`, context }])
  })

  it('refuses the marker of another user or role', async () => {
    const w = await full()
    const { Marker } = await w.call(operation, { [field]: 'ann', MaxItems: 1 })
    const refusal = { code: 'ValidationError', message: 'Invalid Marker.' }
    expect(await w.refusal(operation, { [field]: 'bob', Marker })).toEqual(refusal)
  })

  it('refuses an unknown name, and a caller without permission', async () => {
    const w = await given()
    const nobody = await w.user('nobody')
    const message = `The ${kind} with name none cannot be found.`
    expect(await w.refusal(operation, { [field]: 'none' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(operation, { [field]: 'Ann' }, nobody)).toMatchObject({ code: 'AccessDenied' })
  })
})
