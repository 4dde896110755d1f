import { describe, expect, it } from 'vitest'
import { roles } from '../../directory/iam/role.js'
import { callersOfEveryKind } from '../../testing/callers.js'
import { ACCOUNT, START, type World, world } from '../../testing/world.js'
import { stsOperations } from './operations.js'

type Kind = keyof Awaited<ReturnType<typeof callersOfEveryKind>>
const KINDS: readonly Kind[] = [
  'root key',
  'user key',
  'GetSessionToken without MFA',
  'GetSessionToken with MFA',
  'role session',
  'federated session',
  'AssumeRoot session',
  'nobody',
]

/** Y: the caller reaches the operation. Otherwise the error code, and the text where it is specific to the operation. */
type Row = readonly [string, string, string, string, string, string, string, string]
const closed = (operation: string) => `AccessDenied: Cannot call ${operation} with session credentials`
const ROOT = 'AccessDenied: Roles may not be assumed by root accounts.'
const ROOT_OF_ROOT = `AccessDenied: User: arn:aws:iam::${ACCOUNT}:root is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::111122223333:root`
const NOBODY = 'MissingAuthenticationToken: Request is missing Authentication Token'

/** Which caller may call which operation, whatever the policies say (contract of STS, caller matrix). An operation without a row fails the test. */
const MATRIX: Readonly<Record<string, Row>> = {
  AssumeRole: [ROOT, 'Y', 'Y', 'Y', 'Y', closed('AssumeRole'), closed('AssumeRole'), NOBODY],
  AssumeRoleWithSAML: ['Y', 'Y', 'Y', 'Y', 'Y', 'Y', 'Y', 'Y'],
  AssumeRoleWithWebIdentity: ['Y', 'Y', 'Y', 'Y', 'Y', 'Y', 'Y', 'Y'],
  AssumeRoot: [ROOT_OF_ROOT, 'Y', closed('AssumeRoot'), closed('AssumeRoot'), 'Y', closed('AssumeRoot'), closed('AssumeRoot'), NOBODY],
  DecodeAuthorizationMessage: [
    'Y',
    'Y',
    closed('DecodeAuthorizationMessage'),
    closed('DecodeAuthorizationMessage'),
    'Y',
    closed('DecodeAuthorizationMessage'),
    closed('DecodeAuthorizationMessage'),
    NOBODY,
  ],
  GetAccessKeyInfo: [
    'Y',
    'Y',
    closed('GetAccessKeyInfo'),
    closed('GetAccessKeyInfo'),
    'Y',
    closed('GetAccessKeyInfo'),
    closed('GetAccessKeyInfo'),
    NOBODY,
  ],
  GetCallerIdentity: ['Y', 'Y', 'Y', 'Y', 'Y', 'Y', 'Y', NOBODY],
  GetDelegatedAccessToken: [
    'Y',
    'Y',
    closed('GetDelegatedAccessToken'),
    closed('GetDelegatedAccessToken'),
    'Y',
    closed('GetDelegatedAccessToken'),
    closed('GetDelegatedAccessToken'),
    NOBODY,
  ],
  GetFederationToken: [
    'Y',
    'Y',
    closed('GetFederationToken'),
    closed('GetFederationToken'),
    closed('GetFederationToken'),
    closed('GetFederationToken'),
    closed('GetFederationToken'),
    NOBODY,
  ],
  GetWebIdentityToken: [
    'AccessDenied: Cannot call GetWebIdentityToken as the root user',
    'Y',
    closed('GetWebIdentityToken'),
    closed('GetWebIdentityToken'),
    'Y',
    closed('GetWebIdentityToken'),
    closed('GetWebIdentityToken'),
    NOBODY,
  ],
  GetSessionToken: [
    'Y',
    'Y',
    closed('GetSessionToken'),
    closed('GetSessionToken'),
    closed('GetSessionToken'),
    closed('GetSessionToken'),
    closed('GetSessionToken'),
    NOBODY,
  ],
}

const ROLE = `arn:aws:iam::${ACCOUNT}:role/open`
const INPUTS: Readonly<Record<string, object>> = {
  AssumeRole: { RoleArn: ROLE, RoleSessionName: 'matrix' },
  AssumeRoleWithSAML: { RoleArn: ROLE, PrincipalArn: `arn:aws:iam::${ACCOUNT}:saml-provider/none`, SAMLAssertion: 'AAAA' },
  AssumeRoleWithWebIdentity: { RoleArn: ROLE, RoleSessionName: 'matrix', WebIdentityToken: 'none' },
  AssumeRoot: { TargetPrincipal: '111122223333', TaskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy' } },
  DecodeAuthorizationMessage: { EncodedMessage: 'none' },
  GetAccessKeyInfo: { AccessKeyId: 'ASIAY34FZKBOKMUTVV7A' },
  GetDelegatedAccessToken: { TradeInToken: 'none' },
  GetFederationToken: { Name: 'guest' },
  GetWebIdentityToken: { Audience: ['https://api.example'], SigningAlgorithm: 'ES384' },
}

/** What an operation returns once a caller has reached it: a result, or an error about what does not exist. */
const OWN_ANSWERS = ["InvalidIdentityToken: Specified provider doesn't exist.", 'InvalidIdentityToken: The ID Token provided']

async function openRole({ change }: World): Promise<void> {
  const statement = { Effect: 'Allow', Principal: '*', Action: 'sts:*' }
  const trust = JSON.stringify({ Version: '2012-10-17', Statement: statement })
  const base = { account: ACCOUNT, name: 'open', path: '/', id: 'AROAQAAAAAAAOPENAAAAA', createdAt: START, tags: {} }
  await change((state) => roles.put(state, { ...base, inlinePolicies: {}, attachedPolicies: [], maxSessionDuration: 3600, trust }))
}

async function answer(name: string, kind: Kind): Promise<string> {
  const here = await world()
  await openRole(here)
  const caller = (await callersOfEveryKind(here))[kind]
  const operation = stsOperations.find((one) => one.name === name)
  if (operation === undefined) throw new Error(`no operation ${name}`)
  const outcome = await here.attempt(operation, INPUTS[name] ?? {}, caller)
  if ('output' in outcome) return 'Y'
  const { code, message } = outcome.error as { code: string; message: string }
  // A required permission that was granted, or an answer that only the operation itself gives: the caller reached it.
  const reached = outcome.event.questions.length > 0 && outcome.event.questions.every(({ decision }) => decision.allowed)
  return reached || OWN_ANSWERS.some((own) => `${code}: ${message}`.startsWith(own)) ? 'Y' : `${code}: ${message}`
}

describe('the caller matrix', () => {
  it('has a row for every operation', () => {
    expect(Object.keys(MATRIX).sort()).toEqual(stsOperations.map(({ name }) => name).sort())
  })

  const cells = Object.entries(MATRIX).flatMap(([name, row]) =>
    KINDS.map((kind, index) => ({ name, kind, expected: row[index] as string })),
  )
  it.each(cells)('answers $name for $kind', async ({ name, kind, expected }) => {
    expect(await answer(name, kind)).toBe(expected)
  })
})
