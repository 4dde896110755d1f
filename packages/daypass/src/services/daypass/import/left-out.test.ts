import { beforeAll, describe, expect, it } from 'vitest'
import { users } from '../../../directory/iam/user.js'
import {
  aGroup,
  aPolicy,
  aProfile,
  aRole,
  attachedTo,
  aUser,
  aVersion,
  boundedBy,
  type Given,
  HOME,
  imported,
  importedWhole,
  onAll,
  oneStatement,
  trustIn,
  uniqueId,
} from '../../../testing/import/imported-entities.js'
import { type World, world } from '../../../testing/world.js'
import { ImportAccount } from './ImportAccount.js'

const inline = (list: string, ...texts: readonly string[]) => ({
  [list]: texts.map((PolicyDocument, at) => ({ PolicyName: `p${at}`, PolicyDocument })),
})
/** A document of exactly this many characters. */
const ofSize = (size: number): string => {
  const least = onAll('s3:*').length - '*'.length
  return oneStatement({ Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::${'b'.repeat(size - least - 'arn:aws:s3:::'.length)}` })
}
const tags = (...keys: readonly string[]) => ({ Tags: keys.map((Key) => ({ Key, Value: 'v' })) })
const AWS = 'arn:aws:iam::aws:policy/'
const DENIES_MORE = { Effect: 'Deny', NotResource: 'arn:aws:s3:::none', Action: '*' }

describe('an entity that is not valid', () => {
  let w: World
  beforeAll(async () => {
    w = await world()
    await importedWhole(w, [
      ['Policy', aPolicy('here', onAll('s3:*'))],
      ['User', aUser('taken')],
      ['Role', aRole('Deploy')],
      ['Group', aGroup('taken')],
    ])
    await w.call(ImportAccount, { AccountId: '444455556666', Entities: [] })
    const other = aUser('other', { Arn: 'arn:aws:iam::444455556666:user/other' })
    await imported(w, [['User', other]], { AccountId: '444455556666' })
  })

  it.each<[why: string, given: Given, reason: string | RegExp]>([
    ['has no name', ['User', { ...aUser('x'), UserName: undefined }], 'UserName is missing.'],
    ['has a number as name', ['User', { ...aUser('x'), UserName: 7 }], 'UserName must be a text in well-formed Unicode.'],
    ['has a name that IAM refuses', ['User', aUser('a b', { Arn: undefined })], /The specified value for userName is invalid/],
    ['has a path that IAM refuses', ['Role', aRole('x', { Path: 'a', Arn: undefined })], /path is invalid|'path' failed/],
    [
      'has the ARN of another account',
      ['User', aUser('x', { Arn: 'arn:aws:iam::999999999999:user/x' })],
      /The ARN arn:aws:iam::999999999999:user\/x does not fit/,
    ],
    ['has an id of another kind', ['User', aUser('x', { UserId: uniqueId('AROA', 'x') })], /is not the unique id of a user/],
    ['has an invalid id', ['User', aUser('x', { UserId: 'AIDA' })], /is not the unique id of a user/],
    [
      'has the id of another name',
      ['User', aUser('x', { UserId: uniqueId('AIDA', 'taken') })],
      `The unique id ${uniqueId('AIDA', 'taken')} is that of taken in account ${HOME}.`,
    ],
    [
      'has the id of another account',
      ['User', aUser('x', { UserId: uniqueId('AIDA', 'other') })],
      /is that of other in account 444455556666/,
    ],
    [
      'has a policy id of another name',
      ['Policy', aPolicy('x', onAll('s3:*'), { PolicyId: uniqueId('ANPA', 'here') })],
      /is that of here in account/,
    ],
    [
      'has a name with another id',
      ['User', aUser('taken', { UserId: uniqueId('AIDA', 'again') })],
      /taken is here already with another unique id/,
    ],
    [
      'has a name that differs by case',
      ['Role', aRole('deploy', { RoleId: uniqueId('AROA', 'second') })],
      /Deploy is here already with another unique id/,
    ],
    ['has the same id and another case', ['Role', aRole('deploy')], /is that of Deploy/],
    ['has no date', ['Group', aGroup('x', { CreateDate: undefined })], 'CreateDate is missing.'],
    [
      'has an invalid date',
      ['Group', aGroup('x', { CreateDate: '2024-02-31T00:00:00Z' })],
      'CreateDate must be a time of ISO 8601, from 1970 on.',
    ],
    ['has a date before 1970', ['Group', aGroup('x', { CreateDate: '1969-12-31T23:59:59Z' })], /from 1970 on/],
    ['has half of a surrogate pair', ['Role', aRole('x', { Description: '\ud800' })], 'Description must be a text in well-formed Unicode.'],
    ['has a fraction of a second as duration', ['Role', aRole('x', { MaxSessionDuration: 3600.5 })], /must be a whole number/],
    [
      'was used in what is not a region',
      ['Role', aRole('x', { RoleLastUsed: { LastUsedDate: '2024-03-05T06:07:08Z', Region: 'a\0b' } })],
      'RoleLastUsed.Region must be the name of a region.',
    ],
    ['has two tags with one key', ['Role', aRole('x', tags('Team', 'Team'))], 'Two tags have the same key. Tag keys are case insensitive.'],
    [
      'has two tags that differ by case',
      ['Role', aRole('x', tags('Team', 'team'))],
      'Two tags have the same key. Tag keys are case insensitive.',
    ],
    [
      'has too many tags',
      ['User', aUser('x', tags(...Array.from({ length: 51 }, (_, at) => `k${at}`)))],
      'There are 51 tags, and may be 50.',
    ],
    [
      'has a policy that is not JSON',
      ['Role', aRole('x', inline('RolePolicyList', '{"Version":'))],
      /^Inline policy p0: Syntax errors in policy\./,
    ],
    [
      'has a policy with an unknown element',
      ['User', aUser('x', inline('UserPolicyList', '{"__proto__":{},"Version":"2012-10-17","Statement":[]}'))],
      /^Inline policy p0: /,
    ],
    [
      'has a policy nested deeply',
      ['User', aUser('x', inline('UserPolicyList', `{"Statement":${'['.repeat(900)}${']'.repeat(900)}}`))],
      /^Inline policy p0: /,
    ],
    [
      'has too long an inline policy of a user',
      ['User', aUser('x', inline('UserPolicyList', ofSize(2_049)))],
      'Inline policy p0: It has 2049 characters, and may have 2048.',
    ],
    [
      'has too long inline policies of a role',
      ['Role', aRole('x', inline('RolePolicyList', ofSize(10_000), ofSize(241)))],
      'Its inline policies have 10241 characters, and may have 10240.',
    ],
    ['has too long a managed policy', ['Policy', aPolicy('x', ofSize(6_145))], 'Version v1: It has 6145 characters, and may have 6144.'],
    [
      'has no default version',
      ['Policy', aPolicy('x', '', { PolicyVersionList: [aVersion('v1', onAll('s3:*'))] })],
      /One version must be the default/,
    ],
    [
      'has two default versions',
      ['Policy', aPolicy('x', '', { PolicyVersionList: [aVersion('v1', onAll('s3:*'), true), aVersion('v2', onAll('s3:*'), true)] })],
      /One version must be the default/,
    ],
    [
      'has a version twice',
      ['Policy', aPolicy('x', '', { PolicyVersionList: [aVersion('v1', onAll('s3:*'), true), aVersion('v1', onAll('s3:*'))] })],
      'Two versions have the same id.',
    ],
    [
      'has a policy attached that is not here',
      ['User', aUser('x', attachedTo('gone'))],
      `The policy arn:aws:iam::${HOME}:policy/gone is not here.`,
    ],
    ['has a policy of another account attached', ['User', aUser('x', attachedTo('arn:aws:iam::444455556666:policy/p'))], /is not here/],
    [
      'has a policy of AWS that may deny and is not here',
      ['Role', aRole('x', attachedTo(`${AWS}NotThere`))],
      `The policy ${AWS}NotThere is not here.`,
    ],
    ['has a boundary that is not here', ['User', aUser('x', boundedBy('gone'))], /gone is not here/],
    [
      'has a policy of AWS that denies something there, and nothing here',
      ['Role', aRole('x', { AttachedManagedPolicies: [{ PolicyArn: `${AWS}AdministratorAccess`, MayDeny: true }] })],
      `The policy ${AWS}AdministratorAccess may deny something on AWS, and the version of it that is here denies nothing.`,
    ],
    [
      'has such a policy as boundary',
      ['User', aUser('x', { PermissionsBoundary: { PermissionsBoundaryArn: `${AWS}PowerUserAccess`, MayDeny: true } })],
      /denies nothing/,
    ],
    [
      'has a policy of AWS that denies more in the file',
      [
        'Role',
        aRole('x', { AttachedManagedPolicies: [{ PolicyArn: `${AWS}AWSDenyAll`, MayDeny: true, Document: oneStatement(DENIES_MORE) }] }),
      ],
      `The policy ${AWS}AWSDenyAll denies something in the files that the version of it that is here does not deny.`,
    ],
    [
      'has a boundary of AWS that allows less in the file',
      ['User', aUser('x', { PermissionsBoundary: { PermissionsBoundaryArn: `${AWS}AdministratorAccess`, Document: onAll('s3:*') } })],
      `The boundary ${AWS}AdministratorAccess allows something here that the version of it in the files does not allow.`,
    ],
    ['is in a group that is not here', ['User', aUser('x', { GroupList: ['gone'] })], 'The group gone is not here.'],
    [
      'has a policy for services only',
      ['Role', aRole('x', attachedTo(`${AWS}aws-service-role/AWSSupportServiceRolePolicy`))],
      /is only for service-linked roles/,
    ],
    ['has an invalid trust policy', ['Role', aRole('x', { AssumeRolePolicyDocument: onAll('sts:AssumeRole') })], /^Trust policy: /],
    [
      'has the path of services and trusts others',
      [
        'Role',
        aRole('x', { Path: '/aws-service-role/x.amazonaws.com/', Arn: undefined, AssumeRolePolicyDocument: trustIn({ AWS: HOME }) }),
      ],
      /is for service-linked roles, and this role trusts others/,
    ],
    [
      'names a principal with the id of another',
      ['Role', aRole('x', { Principals: [{ Arn: `arn:aws:iam::${HOME}:user/x`, Id: uniqueId('AIDA', 'taken') }] })],
      /is that of arn:aws:iam::111122223333:user\/taken/,
    ],
    ['has a role that is not here', ['InstanceProfile', aProfile('x', 'gone')], /The role gone .* is not here/],
    ['has two roles', ['InstanceProfile', aProfile('x', 'Deploy', { Roles: [{}, {}] })], 'An instance profile has one role at most.'],
  ])('that %s is left out whole', async (_why, given, reason) => {
    const { revision } = w.read((state) => state)
    const [result] = await imported(w, [given])
    expect(result).toEqual({ Outcome: 'left-out', Reason: typeof reason === 'string' ? reason : expect.stringMatching(reason) })
    expect(w.read((state) => state.revision)).toBe(revision)
  })

  it('that is not JSON is left out, and the rest is imported', async () => {
    const Entities = [
      { Type: 'User', Content: '{"UserName":' },
      { Type: 'User', Content: '[]' },
      { Type: 'User', Content: `{"constructor":1,"__proto__":{"UserName":"x"}}` },
      { Type: 'User', Content: JSON.stringify(aUser('fine')) },
    ] as const
    const { Results } = await w.call(ImportAccount, { AccountId: HOME, Entities })
    expect(Results.map(({ Reason }) => Reason)).toEqual([
      'The entity is not valid JSON.',
      'The entity must be an object.',
      'UserName is missing.',
      undefined,
    ])
    expect(w.read((state) => users.get(state, HOME, 'fine'))).toMatchObject({ id: uniqueId('AIDA', 'fine') })
  })

  it.each<[what: string, given: Given, notes: readonly unknown[]]>([
    ['inline policies as long as AWS allows', ['Role', aRole('long', inline('RolePolicyList', ofSize(10_000), ofSize(240)))], []],
    [
      'a policy named __proto__',
      [
        'User',
        aUser('proto', {
          UserPolicyList: [{ PolicyName: 'own', PolicyDocument: onAll('s3:*') }],
          Tags: [{ Key: '__proto__', Value: 'x' }],
        }),
      ],
      [],
    ],
    ['unknown actions', ['Role', aRole('unknown', inline('RolePolicyList', onAll('newservice:DoesNotExistYet')))], []],
    ['tags that only AWS can set', ['Role', aRole('stack', tags('aws:cloudformation:stack-name'))], []],
    [
      'a policy of AWS that denies something there and here',
      ['Role', aRole('denied', { AttachedManagedPolicies: [{ PolicyArn: `${AWS}AWSDenyAll`, MayDeny: true }] })],
      [],
    ],
    [
      'a policy of AWS that is not here and only allows',
      ['Role', aRole('old', { AttachedManagedPolicies: [{ PolicyArn: `${AWS}Gone`, AllowsOnly: true }] })],
      [`${AWS}Gone is not attached: this version of daypass does not have it.`],
    ],
    [
      'a boundary of AWS that the files do not show',
      ['User', aUser('bounded', { PermissionsBoundary: { PermissionsBoundaryArn: `${AWS}PowerUserAccess` } })],
      [`Its boundary ${AWS}PowerUserAccess is the version that is here: the files do not show which one AWS has.`],
    ],
    [
      'a boundary of AWS that allows more in the file',
      ['User', aUser('less', { PermissionsBoundary: { PermissionsBoundaryArn: `${AWS}IAMUserChangePassword`, Document: onAll('*') } })],
      [],
    ],
    [
      'a version that is not in effect and not valid',
      [
        'Policy',
        aPolicy('versions', '', {
          DefaultVersionId: 'v2',
          PolicyVersionList: [aVersion('v2', onAll('s3:*'), true), aVersion('v1', '{"Statement":[]}')],
        }),
      ],
      [expect.stringMatching(/^Version v1 is left out\. /)],
    ],
  ])('%s is imported', async (_what, given, notes) => {
    expect(await imported(w, [given])).toEqual([{ Outcome: 'created', Notes: notes }])
    expect(await imported(w, [given])).toEqual([{ Outcome: 'unchanged', Notes: notes }])
  })
})

describe('a policy of AWS', () => {
  const Arn = `${AWS}AdministratorAccess`
  it.each<[what: string, content: object, result: object]>([
    ['that says the same is told nothing of', { Arn, Document: onAll('*') }, { Outcome: 'unchanged', Notes: [] }],
    [
      'that differs is decided by the version here',
      { Arn, DefaultVersionId: 'v7', Document: onAll('s3:*') },
      {
        Outcome: 'unchanged',
        Notes: ['Decided by the version here, v1, not by that of the files, v7: it may be that it allows more here.'],
      },
    ],
    [
      'that cannot be read is taken for different',
      { Arn, Document: '[]' },
      { Notes: [expect.stringContaining('it allows more, allows less, denies more, denies less here.')] },
    ],
    ['that is not here is named', { Arn: `${AWS}Gone`, Document: onAll('*') }, { Notes: ['This version of daypass does not have it.'] }],
    ['of somebody else is none', { Arn: `arn:aws:iam::${HOME}:policy/p`, Document: '' }, { Outcome: 'left-out' }],
  ])('%s', async (_what, content, result) => {
    const w = await world()
    expect(await imported(w, [['AwsManagedPolicy', content as Given[1]]])).toMatchObject([result])
  })
})
