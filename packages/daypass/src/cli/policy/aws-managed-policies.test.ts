import { parsePolicy } from '@daypass/policy'
import { beforeAll, describe, expect, it } from 'vitest'
import { openCatalogue } from '../../catalogue/catalogue.js'
import { lintPolicy } from '../../catalogue/lint/lint-policy.js'
import type { Warning, WarningCode } from '../../catalogue/lint/warning.js'
import { awsManagedPolicies } from '../../directory/iam/aws-managed-policies.js'

const catalogue = openCatalogue()
const published = awsManagedPolicies()

/** Every warning about all policies that AWS publishes. */
let warnings: readonly Warning[] = []

// Takes some seconds; a lint without limits would not pass here.
beforeAll(() => {
  warnings = published.list().flatMap((policy) => {
    const parsed = parsePolicy(published.document(policy), 'managed', { saving: { partition: 'aws' } })
    if (!parsed.ok) throw new Error(`${policy.name}: ${parsed.problems[0]?.detail}`)
    return lintPolicy(parsed.policy, catalogue)
  })
}, 60_000)

const textsOf = (code: WarningCode): string[] => warnings.filter((warning) => warning.code === code).map(({ text }) => text)

/**
 * Reviewed one by one when the snapshot was made: services and actions that AWS retired or never listed, and mistakes of AWS (a bucket where an
 * object is meant, statemachine for stateMachine). If a number changes without a new snapshot, the lint has changed.
 */
describe('lint of the policies that AWS publishes', () => {
  it('checked all of them, and each could be saved here', () => {
    expect(published.list()).toHaveLength(1_485)
  })

  it('knows all their actions except 35 of seven services', () => {
    const unknown = textsOf('unknown-action')
    expect(unknown).toHaveLength(35)
    expect([...new Set(unknown.map((text) => /^The action ([^:]+):/.exec(text)?.[1]))].sort()).toEqual([
      'cloud9',
      'cloudhsm',
      'memorydb',
      'qapps',
      'route53-recovery-control-config',
      'sagemaker-unified-studio-mcp',
      'securityagent',
    ])
    expect(textsOf('no-action-matches')).toEqual([])
  })

  it('knows all their services except six that were retired', () => {
    const unknown = textsOf('unknown-service').map((text) => /^The service (\S+) is/.exec(text)?.[1])
    expect([...new Set(unknown)].sort()).toEqual(['deepcomposer', 'deeplens', 'deepracer', 'elastic-inference', 'iot1click', 'zocalo'])
  })

  it('knows all their condition keys except four', () => {
    const unknown = [...textsOf('unknown-condition-key'), ...textsOf('unknown-global-key')].map((text) => /key (\S+) is/.exec(text)?.[1])
    expect([...new Set(unknown)].sort()).toEqual([
      'aws:PrincipalOrgMasterAccountId',
      'deepracer:MultiUser',
      'deepracer:UserToken',
      'lakeformation:GlueARN',
    ])
  })

  it.each<[WarningCode, number]>([
    ['resource-fits-no-action', 144],
    ['action-fits-no-resource', 260],
    ['resource-must-be-star', 575],
    ['unsupported-condition-key', 9],
    ['pass-role-on-all', 8],
    ['allow-not-action', 1],
  ])('%s: %i times', (code, times) => {
    expect(textsOf(code)).toHaveLength(times)
  })
})
