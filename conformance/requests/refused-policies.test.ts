// Policies that are not saved, with a server with --explain-errors and one without.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ServerProcess } from '../server-process.js'
import { errorOf, form, type Signer, send, signed, type Unsigned } from '../signed-request.js'
import { ask, signerOf } from './bench.js'

const flags = [[], ['--explain-errors']]
const servers: ServerProcess[] = []
beforeAll(async () => {
  for (const some of flags) servers.push(await ServerProcess.start({ flags: some }))
  for (const server of servers) await ask(signerOf(server, server.rootKey()), form('iam', { Action: 'CreateUser', UserName: 'ann' }))
}, 60_000)
afterAll(() => Promise.all(servers.map((server) => server.close())))

const policy = (statement: object, Version = '2012-10-17') =>
  JSON.stringify({ Version, Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...statement } })
const inline = (PolicyDocument: string): Unsigned =>
  form('iam', { Action: 'PutUserPolicy', UserName: 'ann', PolicyName: 'p', PolicyDocument })
const managed = (PolicyDocument: string): Unsigned => form('iam', { Action: 'CreatePolicy', PolicyName: 'p', PolicyDocument })
const role = (AssumeRolePolicyDocument: string): Unsigned => form('iam', { Action: 'CreateRole', RoleName: 'r', AssumeRolePolicyDocument })
const session = (Policy: string): Unsigned => form('sts', { Action: 'GetFederationToken', Name: 'guest', Policy })

async function answerOf(server: ServerProcess, request: Unsigned) {
  const signer: Signer = signerOf(server, server.rootKey())
  const reply = await send(server.endpoint, signed(signer, request))
  const line = await server.auditOf(String(reply.headers['x-amzn-requestid']))
  return { status: reply.status, ...errorOf(reply), shown: reply.headers['x-daypass-reason'], line }
}

describe('a policy that is not saved', () => {
  it.each<[string, Unsigned, string, string]>([
    ['an unknown element', inline(policy({ Föö: 1 })), 'Syntax errors in policy.', 'Unknown element Föö (line 1, column 94).'],
    [
      'an unknown element, of a session',
      session(policy({ Foo: 1 })),
      'Syntax errors in policy.',
      'Unknown element Foo (line 1, column 94).',
    ],
    [
      'another partition',
      inline(policy({ Resource: 'arn:aws-cn:s3:::b' })),
      'Partition "aws-cn" is not valid for resource "arn:aws-cn:s3:::b".',
      'Resource arn:aws-cn:s3:::b must be of the partition aws (line 1, column 90).',
    ],
    [
      'an older version',
      managed(policy({ Effect: 'allow' }, '2008-10-17')),
      'Policy document must be version 2012-10-17 or greater.',
      'Version must be "2012-10-17" in this kind of policy (line 1, column 12).',
    ],
    [
      'a service without a name',
      role(policy({ Resource: undefined, Action: 'sts:AssumeRole', Principal: { Service: 'amazonaws.com' } })),
      'Invalid principal in policy: "SERVICE":"amazonaws.com"',
      'Service amazonaws.com must be a name such as ec2.amazonaws.com (line 1, column 104).',
    ],
  ])('because of %s has the error of AWS, and the server adds what is wrong', async (_what, request, message, reason) => {
    const told = `${message}${message.endsWith('.') ? '' : '.'} ${reason}`
    const refused = { status: 400, code: 'MalformedPolicyDocument', shown: reason.replaceAll('ö', '\\u00f6'), line: { reason: told } }
    const [silent, explaining] = await Promise.all(servers.map((server) => answerOf(server, request)))
    expect(silent).toMatchObject({ ...refused, message })
    expect(explaining).toMatchObject({ ...refused, message: told })
  })
})
