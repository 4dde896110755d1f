import { describe, expect, it } from 'vitest'
import type { RoleCaller } from '../../../core/caller.js'
import { checkSessionTags, inheritedTags, sessionTags } from './session-tags.js'

const tag = (Key: string, Value = 'v') => ({ Key, Value })
const tags = (count: number, from = 0) => Array.from({ length: count }, (_, index) => tag(`k${from + index}`))
const caller = (session: Partial<RoleCaller['session']>): RoleCaller => ({
  kind: 'role',
  account: '111122223333',
  arn: 'arn:aws:sts::111122223333:assumed-role/r/s',
  userId: 'AROAX:s',
  accessKeyId: 'ASIAX',
  id: 'AROAX',
  roleArn: 'arn:aws:iam::111122223333:role/r',
  roleName: 'r',
  session: { kind: 'role', issuedAt: 0, expiresAt: 1, ...session },
})
const DUPLICATE = 'Duplicate tag keys found. Please note that Tag keys are case insensitive.'
const RESERVED = 'Tag keys and values that begin with aws: are reserved for system use.'
const TRANSITIVE = 'The specified transitive tag key must be included in the requested tags.'
const CONFLICT =
  "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session."

describe('session tags', () => {
  it('pass on the transitive ones and no others', () => {
    const session = { tags: { Team: 'red', stage: 'test' }, transitiveTagKeys: ['Team'] }
    expect(inheritedTags(caller(session))).toEqual({ Team: 'red' })
    expect(inheritedTags(caller({ tags: { Team: 'red' } }))).toEqual({})
    expect(inheritedTags(caller({}))).toEqual({})
  })

  it('of a new session are the inherited ones and the new ones, and the inherited ones stay transitive', () => {
    const given = { Tags: [tag('Cost', '7'), tag('Run', '8')], TransitiveTagKeys: ['cost'] }
    expect(sessionTags(given, { Team: 'red' })).toEqual({
      tags: { Team: 'red', Cost: '7', Run: '8' },
      transitiveTagKeys: ['Team', 'Cost'],
    })
    expect(sessionTags({ Tags: [tag('a')] }, {})).toEqual({ tags: { a: 'v' } })
    expect(sessionTags({}, { Team: 'red' })).toEqual({ tags: { Team: 'red' }, transitiveTagKeys: ['Team'] })
    expect(sessionTags({ Tags: [] }, {})).toEqual({})
  })

  it('keep a key that every object has', () => {
    const { tags: kept } = sessionTags({ Tags: [tag('__proto__'), tag('constructor')] }, {})
    expect(Object.entries(kept ?? {})).toEqual([
      ['__proto__', 'v'],
      ['constructor', 'v'],
    ])
  })

  it.each<[string, Parameters<typeof checkSessionTags>[0], Readonly<Record<string, string>>, string | undefined]>([
    ['nothing', {}, {}, undefined],
    ['fifty', { Tags: tags(50) }, {}, undefined],
    ['keys that differ only in case', { Tags: [tag('Team'), tag('TEAM')] }, {}, DUPLICATE],
    ['a key that begins with aws:', { Tags: [tag('aws:x')] }, {}, RESERVED],
    ['a key that begins with AWS:', { Tags: [tag('AWS:x')] }, {}, RESERVED],
    ['a value that begins with aws:', { Tags: [tag('x', 'aws:y')] }, {}, RESERVED],
    ['a transitive key without a tag', { Tags: [tag('a')], TransitiveTagKeys: ['b'] }, {}, TRANSITIVE],
    ['a transitive key in another case', { Tags: [tag('a')], TransitiveTagKeys: ['A'] }, {}, undefined],
    ['an inherited key again', { Tags: [tag('TEAM')] }, { Team: 'red' }, CONFLICT],
    ['a key that is inherited, marked as transitive', { TransitiveTagKeys: ['Team'] }, { Team: 'red' }, TRANSITIVE],
    ['more than fifty together with the inherited ones', { Tags: tags(50) }, { Team: 'red' }, 'A session has at most 50 tags.'],
  ])('are checked: %s', (_what, given, inherited, message) => {
    const check = () => checkSessionTags(given, inherited)
    if (message === undefined) expect(check).not.toThrow()
    else expect(check).toThrow(expect.objectContaining({ code: 'InvalidParameterValue', message }))
  })
})
