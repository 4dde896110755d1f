import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shapeFaults } from './check-shape.js'
import { DOCUMENT } from './document-shape.js'
import { pathText } from './fault.js'
import { jsonSchema } from './json-schema.js'

const schema = jsonSchema()
const isValid = new Ajv2020({ strict: false, allErrors: false }).compile(schema)
const policy = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } }
const trust = { Version: '2012-10-17', Statement: { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' } }

const GOOD: readonly unknown[] = [
  {},
  { id: '000000000000', alias: 'my-alias', passwordPolicy: { MinimumPasswordLength: 14, RequireSymbols: true } },
  { users: { ann: null, 'b+=,.@-_': { Path: '/a/b/', Groups: ['g'], Policies: { p: policy }, Tags: { k: '' } } } },
  { users: null, groups: null, buckets: null },
  { groups: { g: {} }, policies: { p: { PolicyDocument: JSON.stringify(policy) } } },
  {
    roles: {
      r: { AssumeRolePolicyDocument: trust, MaxSessionDuration: 43_200, PermissionsBoundary: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
    },
  },
  { instanceProfiles: { p: { Roles: ['r'] } }, buckets: { 'a-bucket': { LocationConstraint: 'eu-west-1' }, 'b.bucket': null } },
  {
    organization: { FeatureSet: 'ALL', root: { units: { 'A unit': { units: { B: null }, accounts: { '111122223333': null, dev: {} } } } } },
  },
  { accounts: [{ id: '111122223333', name: 'dev', users: {} }, {}] },
]

/** A document, and where it is wrong. */
const BAD: readonly (readonly [unknown, string])[] = [
  [[], ''],
  ['text', ''],
  [{ user: {} }, 'user'],
  [{ id: '12' }, 'id'],
  [{ id: 111_122_223_333 }, 'id'],
  [{ alias: 'a--b' }, 'alias'],
  [{ alias: '111122223333' }, 'alias'],
  [{ passwordPolicy: { MinimumPasswordLength: 5 } }, 'passwordPolicy.MinimumPasswordLength'],
  [{ passwordPolicy: { MinimumPasswordLength: 6.5 } }, 'passwordPolicy.MinimumPasswordLength'],
  [{ passwordPolicy: { RequireSymbols: 'yes' } }, 'passwordPolicy.RequireSymbols'],
  [{ users: [] }, 'users'],
  [{ users: { 'a b': {} } }, 'users.a b'],
  [{ users: { ['x'.repeat(65)]: {} } }, `users.${'x'.repeat(65)}`],
  [{ users: { ann: 'x' } }, 'users.ann'],
  [{ users: { ann: { Path: 'team' } } }, 'users.ann.Path'],
  [{ users: { ann: { Groups: ['g', 'g'] } } }, 'users.ann.Groups[1]'],
  [{ users: { ann: { Groups: 'g' } } }, 'users.ann.Groups'],
  [{ users: { ann: { Tags: { 'aws:x': 'y' } } } }, 'users.ann.Tags.aws:x'],
  [{ users: { ann: { Tags: { x: 1 } } } }, 'users.ann.Tags.x'],
  [{ users: { ann: { Policies: { p: 1 } } } }, 'users.ann.Policies.p'],
  [{ users: { ann: { Policies: { p: { Version: '2012-10-17' } } } } }, 'users.ann.Policies.p'],
  [{ users: { ann: { AccessKeys: [] } } }, 'users.ann.AccessKeys'],
  [{ roles: { r: {} } }, 'roles.r'],
  [{ roles: { r: null } }, 'roles.r'],
  [{ roles: { r: { AssumeRolePolicyDocument: trust, MaxSessionDuration: 60 } } }, 'roles.r.MaxSessionDuration'],
  [{ policies: { p: {} } }, 'policies.p'],
  [{ instanceProfiles: { p: { Roles: ['a', 'b'] } } }, 'instanceProfiles.p.Roles'],
  [{ buckets: { Upper: null } }, 'buckets.Upper'],
  [{ organization: { FeatureSet: 'SOME' } }, 'organization.FeatureSet'],
  [{ organization: { EnabledPolicyTypes: ['TAG_POLICY'] } }, 'organization.EnabledPolicyTypes[0]'],
  [{ organization: { root: { units: { A: { units: { B: { x: 1 } } } } } } }, 'organization.root.units.A.units.B.x'],
  [{ accounts: {} }, 'accounts'],
  [{ accounts: [{ id: '1' }] }, 'accounts[0].id'],
]

describe('the format of a document', () => {
  it.each(GOOD)('is %j for the check and for the JSON Schema', (document) => {
    expect(shapeFaults(document, DOCUMENT)).toEqual([])
    expect(isValid(document), JSON.stringify(isValid.errors)).toBe(true)
  })

  it.each(BAD)('is not %j for either, which is wrong at %s', (document, where) => {
    expect(shapeFaults(document, DOCUMENT).map(({ path }) => pathText(path))).toEqual([where])
    expect(isValid(document)).toBe(false)
  })

  it('is the same for both, whatever a value is replaced with', () => {
    const values = fc.constantFrom<unknown>(null, 1, -1, 1.5, true, '', 'x', '/x/', [], ['x'], {}, { x: null }, '111122223333')
    fc.assert(
      fc.property(fc.constantFrom(...GOOD.slice(1)), fc.nat(), values, (document, at, value) => {
        const changed = replaced(structuredClone(document), at, value)
        expect(shapeFaults(changed, DOCUMENT).length === 0).toBe(isValid(changed))
      }),
      // Texts where a policy may stand are judged as policies by the check alone.
      { numRuns: 500, seed: 1 },
    )
  })

  it('is published as it is made from the table', () => {
    const published = readFileSync(new URL('../../../schema/account-document.schema.json', import.meta.url), 'utf8')
    expect(schema, 'daypass apply --schema > packages/daypass/schema/account-document.schema.json').toEqual(JSON.parse(published))
  })

  it.each([
    [{ users: { ann: {}, Ann: {} } }, 'users.Ann', '"Ann" differs from "ann" by case alone'],
    [{ users: { ann: { Tags: { Team: 'a', team: 'b' } } } }, 'users.ann.Tags.team', 'by case alone'],
    [{ users: { ann: { Policies: { p: { ...policy, Statement: { Effect: 'Maybe' } } } } } }, 'users.ann.Policies.p', 'Effect'],
    [{ policies: { p: { PolicyDocument: trust } } }, 'policies.p.PolicyDocument', 'Principal'],
    [{ roles: { r: { AssumeRolePolicyDocument: policy } } }, 'roles.r.AssumeRolePolicyDocument', 'Principal'],
    [{ policies: { p: { PolicyDocument: '{"Statement":' } } }, 'policies.p.PolicyDocument', ''],
    [
      { policies: { p: { PolicyDocument: { ...policy, Version: new Date('2012-10-17').toJSON() } } } },
      'policies.p.PolicyDocument',
      'Version was read as a date. Write it in quotes.',
    ],
  ])('has rules that no schema can say: %j', (document, where, message) => {
    const [fault, ...others] = shapeFaults(document, DOCUMENT)
    expect([pathText(fault?.path ?? []), others]).toEqual([where, []])
    expect(fault?.message).toContain(message)
  })
})

describe('what CloudFormation has otherwise', () => {
  it.each([
    [{ users: { ann: { Tags: [{ Key: 'team', Value: 'web' }] } } }, 'A list stands where a map by name belongs, such as {team: web}.'],
    [{ users: { ann: { Policies: [{ PolicyName: 'p' }] } } }, 'A list stands where a map by name belongs, such as {NAME: ...}.'],
    [{ users: { ann: { Path: { Ref: 'Path' } } } }, "CloudFormation's functions are not evaluated here: write the value itself."],
    [{ users: { ann: { Groups: { 'Fn::Split': [] } } } }, "CloudFormation's functions are not evaluated here: write the value itself."],
    [{ users: { ann: { UserName: 'ann' } } }, '"UserName" is not known here. The name stands as the key of the map. Leave it out.'],
    [{ Resources: {} }, '"Resources" is not known here. This looks like a CloudFormation template.'],
    [{ policies: { p: { PolicyDocument: policy, Roles: ['r'] } } }, 'Name the policy in ManagedPolicyArns of the user, group or role.'],
  ])('is refused with what to write: %j', (document, message) => {
    expect(shapeFaults(document, DOCUMENT).map((fault) => fault.message)).toEqual([expect.stringContaining(message)])
  })
})

/** The document with its n-th value replaced; policies are left alone. */
function replaced(document: unknown, at: number, value: unknown): unknown {
  const places: (() => void)[] = []
  const walk = (held: unknown): void => {
    if (typeof held !== 'object' || held === null || 'Statement' in held) return
    for (const [key, inside] of Object.entries(held)) {
      const isPolicy =
        typeof inside === 'string' ? inside.startsWith('{') : typeof inside === 'object' && inside !== null && 'Statement' in inside
      if (!isPolicy) places.push(() => Object.assign(held, { [key]: value }))
      walk(inside)
    }
  }
  walk(document)
  if (places.length > 0) places[at % places.length]?.()
  return document
}
