import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { form, type Signer, send, signed, type Unsigned } from '../signed-request.js'
import { ask, type Bench, deletion, keyOf, listing, signerOf, startBench } from './bench.js'

let bench: Bench
let bob: Signer
beforeAll(async () => {
  bench = await startBench()
  await ask(bench.root, form('iam', { Action: 'CreateUser', UserName: 'bob' }))
  bob = signerOf(bench.server, keyOf(await ask(bench.root, form('iam', { Action: 'CreateAccessKey', UserName: 'bob' }))))
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 's3:DeleteObject', NotResource: 'arn:aws:s3:::bench-bucket/theirs' },
  })
  await ask(bench.root, form('iam', { Action: 'PutUserPolicy', UserName: 'bob', PolicyName: 'own', PolicyDocument }))
})
afterAll(() => bench.server.close())

const deletionOf = (...keys: string[]): Unsigned =>
  deletion('bench-bucket', `<Delete>${keys.map((key) => `<Object><Key>${key}</Key></Object>`).join('')}</Delete>`)

/** Every line of one request. */
async function linesOf(signer: Signer, request: Unsigned): Promise<Record<string, unknown>[]> {
  const { headers } = await send(bench.server.endpoint, signed(signer, request))
  const id = String(headers['x-amz-request-id'])
  await bench.server.auditOf(id)
  return (bench.server.audit() as unknown as Record<string, unknown>[]).filter(({ requestId }) => requestId === id)
}

describe('the audit of a request that requires several permissions', () => {
  it('names every key that was deleted, and one that was denied', async () => {
    const own = Array.from({ length: 50 }, (_, i) => `own-${i}`)
    for (const key of ['theirs', ...own]) await ask(bench.root, { service: 's3', method: 'PUT', path: `/bench-bucket/${key}` })
    const [line, refused, deleted, ...more] = await linesOf(bob, deletionOf('theirs', ...own))
    expect(line).toMatchObject({ decision: 'deny', status: 200, questions: 51, allowed: 50, denied: 1, done: 50 })
    expect(refused).toMatchObject({ part: 1, parts: 2, decision: 'deny', resources: ['arn:aws:s3:::bench-bucket/theirs'] })
    expect(deleted).toMatchObject({
      part: 2,
      decision: 'allow',
      done: true,
      resources: own.map((key) => `arn:aws:s3:::bench-bucket/${key}`),
    })
    expect(more).toEqual([])
    expect((await listing(bench.root, 'bench-bucket')).filter((one) => !one.startsWith('kept'))).toEqual(['theirs 0'])
  })

  it('counts the permissions of AssumeRole with tags, and names the denied one', async () => {
    const tagged = form('sts', {
      Action: 'AssumeRole',
      RoleArn: 'arn:aws:iam::000000000000:role/bench-role',
      RoleSessionName: 'session',
      'Tags.member.1.Key': 'k',
      'Tags.member.1.Value': 'v',
    })
    const { headers } = await send(bench.server.endpoint, signed(bench.user, tagged))
    const line = await bench.server.auditOf(String(headers['x-amzn-requestid']))
    expect(line).toMatchObject({ decision: 'deny', action: 'sts:TagSession', questions: 2, allowed: 1, denied: 1 })
  })

  it('has lines that a terminal does not execute', async () => {
    const key = 'a\u007f\u009b31m\u2028\u202eb'
    const [line] = await linesOf(bench.root, { service: 's3', method: 'PUT', path: `/bench-bucket/${encodeURIComponent(key)}` })
    expect(line?.resource).toBe(`arn:aws:s3:::bench-bucket/${key}`)
    expect(bench.server.stdout).not.toMatch(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/u)
    expect(bench.server.stdout).toContain('a\\u007f\\u009b31m\\u2028\\u202eb')
  })
})
