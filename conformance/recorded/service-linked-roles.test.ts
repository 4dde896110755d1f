import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, type Parameters } from '../query-form.js'
import { signerOf } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import { type Signer, send, signed } from '../signed-request.js'
import { asRecorded } from './as-recorded.js'

/** What AWS said of a role, or of a suffix that it does not allow. */
interface Row {
  readonly service: string
  readonly case: 'no_suffix' | 'custom_suffix' | 'custom_suffix_not_allowed'
  readonly RoleName: string
  readonly Path: string
  readonly Arn: string
  readonly Description: string | null
  readonly MaxSessionDuration: number
  readonly Trust: object
  readonly attached: readonly string[]
  readonly error: object
  readonly http: number
}
interface Recorded {
  readonly facts: readonly { id: string; responses: Readonly<Record<string, { Error?: { Message: string }; DeletionTaskId?: string }>> }[]
  readonly roles: readonly Row[]
}

const FILE = new URL('../../vectors/recorded/service-linked-roles.json', import.meta.url)
const RECORDED = JSON.parse(readFileSync(FILE, 'utf8')) as Recorded
/** The account of the recorder. */
const ACCOUNT = '111111111111'
const SUFFIX = 'ours'
const roles = RECORDED.roles.filter((row) => row.case !== 'custom_suffix_not_allowed')
const refused = RECORDED.roles.filter((row) => row.case === 'custom_suffix_not_allowed')
/** The only recorded role that daypass does not make: AWS no longer publishes its policy. */
const GONE = 'lex.amazonaws.com'

let server: ServerProcess
let root: Signer
beforeAll(async () => {
  server = await ServerProcess.start({ environment: { DAYPASS_ACCOUNT_ID: ACCOUNT } })
  root = signerOf(server, server.rootKey())
})
afterAll(() => server.close())

const answered = async (operation: string, parameters: Parameters) =>
  asRecorded(await send(server.endpoint, signed(root, call('iam', operation, parameters))), operation)
const unmasked = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll('<partition>', 'aws').replaceAll('<suffix>', SUFFIX)) as T
const metadata = (HTTPStatusCode: number) => ({ HTTPHeaders: {}, HTTPStatusCode })
const taken = (name: string) => ({
  Error: {
    ...{ Type: 'Sender', Code: 'InvalidInput' },
    Message: `Service role name ${name} has been taken in this account, please try a different suffix.`,
  },
  ResponseMetadata: metadata(400),
})

describe('the service-linked roles that were recorded on AWS', () => {
  it('are 74, of 71 services, and 68 refusals', () => {
    expect([roles.length, new Set(roles.map(({ service }) => service)).size, refused.length]).toEqual([74, 71, 68])
  })

  it.each(roles.filter(({ service }) => service !== GONE).map((row) => [row.service, row.case, row] as const))(
    '%s, %s',
    async (_service, _case, row) => {
      const { service, RoleName, Path, Arn, Description, MaxSessionDuration, Trust, attached } = unmasked(row)
      const parameters = { AWSServiceName: service, ...(row.case === 'custom_suffix' ? { CustomSuffix: SUFFIX } : {}) }
      expect(await answered('CreateServiceLinkedRole', parameters)).toMatchObject({ Role: { RoleName }, ResponseMetadata: metadata(200) })
      const { Role } = (await answered('GetRole', { RoleName })) as { Role: object }
      const recorded = { RoleName, Path, Arn, MaxSessionDuration, AssumeRolePolicyDocument: Trust }
      expect(Role).toMatchObject(Description === null ? recorded : { ...recorded, Description })
      expect('Description' in Role).toBe(Description !== null)
      const [PolicyArn = ''] = attached
      expect(await answered('ListAttachedRolePolicies', { RoleName })).toMatchObject({
        AttachedPolicies: [{ PolicyArn, PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf('/') + 1) }],
      })
      expect(await answered('CreateServiceLinkedRole', parameters)).toEqual(taken(RoleName))
    },
  )

  it.each(refused.map((row) => [row.service, row] as const))('%s with a suffix', async (service, { error, http }) => {
    expect(await answered('CreateServiceLinkedRole', { AWSServiceName: service, CustomSuffix: SUFFIX })).toEqual({
      Error: error,
      ResponseMetadata: metadata(http),
    })
  })

  it(`but for ${GONE}, whose policy nobody can read`, async () => {
    expect(await answered('CreateServiceLinkedRole', { AWSServiceName: GONE })).toMatchObject({
      Error: { Code: 'InvalidInput', Message: expect.stringContaining('AmazonLexBotPolicy') },
    })
  })
})

describe('the recorded life of a service-linked role', () => {
  const responses = Object.assign({}, ...RECORDED.facts.map((fact) => fact.responses)) as Recorded['facts'][number]['responses']
  const RoleName = 'AWSServiceRoleForBatch'

  it('is taken, deleted, and told to have been', async () => {
    expect(await answered('CreateServiceLinkedRole', { AWSServiceName: 'batch.amazonaws.com' })).toEqual(
      responses['role-already-exists-error'],
    )
    const deleted = (await answered('DeleteServiceLinkedRole', { RoleName })) as { DeletionTaskId: string }
    const recorded = responses['service-linked-role-deletion-response']
    expect({ ...deleted, DeletionTaskId: deleted.DeletionTaskId.replace(/[0-9a-f-]{36}$/, '<uuid>') }).toEqual(recorded)
    const { DeletionTaskId } = deleted
    const status = responses['service-linked-role-deletion-status-response']
    expect(await answered('GetServiceLinkedRoleDeletionStatus', { DeletionTaskId })).toEqual(status)
  })
})
