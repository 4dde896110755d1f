import { describe, expect, it } from 'vitest'
import { openCatalogue } from './catalogue.js'
import { readCatalogueSnapshot } from './snapshot.js'

const catalogue = openCatalogue()
const namesOf = (pattern: string) => catalogue.actionsMatching(pattern).map(({ name }) => name)

describe('the catalogue', () => {
  it('is read on first use, and only once', () => {
    let reads = 0
    const lazy = openCatalogue(() => {
      reads++
      return readCatalogueSnapshot()
    })
    expect(reads).toBe(0)
    expect(lazy.action('s3:GetObject')?.name).toBe('s3:GetObject')
    expect(lazy.globalKeys().length).toBeGreaterThan(0)
    expect(reads).toBe(1)
  })

  it('knows a service, in any case', () => {
    expect(catalogue.service('S3')?.name).toBe('Amazon S3')
    expect(catalogue.service('s4')).toBeUndefined()
    expect(catalogue.service('')).toBeUndefined()
  })

  it('knows an action with its resource types, condition keys and access level, in any case', () => {
    const action = catalogue.action('S3:getobject')
    expect(action).toMatchObject({ name: 's3:GetObject', accessLevel: 'Read' })
    expect(action?.resourceTypes).toContainEqual({ name: 'object', arn: `arn:\${Partition}:s3:::\${BucketName}/\${ObjectName}` })
    expect(action?.conditionKeys).toContainEqual({ key: `s3:ExistingObjectTag/\${key}`, type: 'String' })
  })

  it.each([['s3:GetObjekt'], ['s4:GetObject'], ['GetObject'], ['s3'], [''], ['s3:'], [':GetObject']])(
    'does not know an action %s',
    (name) => {
      expect(catalogue.action(name)).toBeUndefined()
    },
  )

  it.each([
    ['iam:PassRole', ['iam:PassRole']],
    ['IAM:PASSROLE', ['iam:PassRole']],
    ['iam:Pass*', ['iam:PassRole']],
    ['iam:*ssRol?', ['iam:PassRole']],
    ['iam:?assRole', ['iam:PassRole']],
    ['iam:Pa*Ro*e', ['iam:PassRole']],
    ['sts:Get*nToken', ['sts:GetFederationToken', 'sts:GetSessionToken']],
    ['sts:*Caller*', ['sts:GetCallerIdentity']],
    ['s3:Gett*', []],
    ['iam:PassRol', []],
    ['s4:*', []],
  ])('knows what %s covers', (pattern, names) => {
    expect(namesOf(pattern)).toEqual(names)
  })

  it('knows what patterns over all services cover', () => {
    expect(namesOf('*')).toHaveLength(22_091)
    expect(namesOf('*:*')).toHaveLength(22_091)
    expect(namesOf('s3:*')).toEqual([...(catalogue.service('s3')?.actions.values() ?? [])].map(({ name }) => name))
  })

  it('completes an action of a service, in any case', () => {
    expect(catalogue.completeAction('sts:decode')).toEqual(['sts:DecodeAuthorizationMessage'])
    expect(catalogue.completeAction('s3:Get').length).toBeGreaterThan(20)
    for (const name of catalogue.completeAction('s3:Get')) expect(name).toMatch(/^s3:Get/)
    expect(catalogue.completeAction('s4:Get')).toEqual([])
  })

  it('completes the service if none is named yet', () => {
    expect(catalogue.completeAction('secretsm')).toEqual(['secretsmanager:'])
    expect(catalogue.completeAction('')).toHaveLength(456)
  })

  it('knows the global condition keys', () => {
    const keys = catalogue.globalKeys().map(({ key }) => key)
    expect(keys).toEqual(expect.arrayContaining(['aws:SourceIp', `aws:PrincipalTag/\${TagKey}`, 'aws:MultiFactorAuthPresent']))
  })
})
