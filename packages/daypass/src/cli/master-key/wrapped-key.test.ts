import { createSecretKey, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http, { type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { CallingProcess } from './call-kms.js'
import type { KmsSetting } from './kms-flags.js'
import { unwrapMasterKey, wrapMasterKey } from './wrapped-key.js'

const folder = mkdtempSync(join(tmpdir(), 'daypass-wrapped-'))
afterAll(() => rmSync(folder, { recursive: true }))
const running: http.Server[] = []
afterEach(async () => {
  for (const server of running.splice(0)) {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
})

type Answer = RequestListener | { readonly status?: number; readonly headers?: Record<string, string>; readonly body: unknown }
const MASTER = randomBytes(32)
const DECRYPTED: Answer = { body: { KeyId: 'k', Plaintext: MASTER.toString('base64') } }
const CIPHERTEXT = randomBytes(180)

/** A service that answers as the test says, the last answer for ever; and a process whose pauses do not take time. */
async function service(...answers: Answer[]) {
  const asked: { body: Record<string, unknown>; target: unknown; token: unknown }[] = []
  const server = http.createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
    const body = JSON.parse(Buffer.concat(parts).toString('utf8')) as Record<string, unknown>
    asked.push({ body, target: request.headers['x-amz-target'], token: request.headers['x-amz-security-token'] })
    const answer = answers[Math.min(asked.length, answers.length) - 1] ?? DECRYPTED
    if (typeof answer === 'function') return answer(request, response)
    response.writeHead(answer.status ?? 200, answer.headers)
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body))
  })
  running.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const pauses: number[] = []
  const by: CallingProcess = {
    environment: { AWS_ACCESS_KEY_ID: 'ASIA0', AWS_SECRET_ACCESS_KEY: 's0', AWS_SESSION_TOKEN: 't0' },
    wall: () => Date.UTC(2026, 0, 2),
    pause: async (milliseconds) => void pauses.push(milliseconds),
    patience: 2_000,
  }
  const endpoint = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const setting: KmsSetting = { endpoint, region: 'us-east-1', keyId: undefined, context: {} }
  return { setting, by, asked, pauses, server }
}

function file(bytes: Uint8Array | string): string {
  const path = join(folder, 'wrapped')
  writeFileSync(path, bytes)
  return path
}

describe('a wrapped master key', () => {
  it.each([
    ['bytes', CIPHERTEXT],
    ['base64', CIPHERTEXT.toString('base64')],
    ['base64 in lines', `${CIPHERTEXT.toString('base64').replace(/(.{76})/g, '$1\r\n')}\n`],
  ])('is a file of %s', async (_name, bytes) => {
    const { setting, by, asked } = await service()
    expect(await unwrapMasterKey(file(bytes), setting, by)).toEqual(MASTER)
    expect(asked).toEqual([{ body: { CiphertextBlob: CIPHERTEXT.toString('base64') }, target: 'TrentService.Decrypt', token: 't0' }])
  })

  it('names its key and its context where they are given', async () => {
    const { setting, by, asked } = await service()
    await unwrapMasterKey(file(CIPHERTEXT), { ...setting, keyId: 'alias/a', context: { purpose: 'daypass' } }, by)
    expect(asked[0]?.body).toMatchObject({ KeyId: 'alias/a', EncryptionContext: { purpose: 'daypass' } })
  })

  const [ONE, OTHER] = ['0f0e0d0c-0000-4000-8000-00000000000a', '0f0e0d0c-0000-4000-8000-00000000000b']
  const arn = (key: string): string => `arn:aws:kms:eu-central-1:111122223333:${key}`
  it.each([
    [ONE, arn(`key/${ONE}`)],
    [ONE.toUpperCase(), ONE],
    [arn(`key/${ONE}`), arn(`key/${ONE}`)],
    [`mrk-${ONE.replaceAll('-', '')}`, arn(`key/mrk-${ONE.replaceAll('-', '')}`)],
    ['alias/a', arn(`key/${OTHER}`)],
    [arn('alias/a'), arn(`key/${OTHER}`)],
    ['a name of another service', ONE],
    [ONE, undefined],
  ])('is taken where %s was asked for and %s has decrypted it', async (keyId, KeyId) => {
    const { setting, by } = await service({ body: { KeyId, Plaintext: MASTER.toString('base64') } })
    expect(await unwrapMasterKey(file(CIPHERTEXT), { ...setting, keyId }, by)).toEqual(MASTER)
  })

  it.each([
    [ONE, arn(`key/${OTHER}`)],
    [arn(`key/${ONE}`), arn(`key/${OTHER}`)],
    [ONE, `mrk-${ONE.replaceAll('-', '')}`],
  ])('is refused where %s was asked for and %s was used: the service took no notice', async (keyId, KeyId) => {
    const { setting, by } = await service({
      body: { KeyId, Plaintext: MASTER.toString('base64'), CiphertextBlob: CIPHERTEXT.toString('base64') },
    })
    const says = 'used another key than --master-key-kms-key-id'
    await expect(unwrapMasterKey(file(CIPHERTEXT), { ...setting, keyId }, by)).rejects.toThrow(says)
    await expect(wrapMasterKey(createSecretKey(MASTER), { ...setting, keyId }, by)).rejects.toThrow(says)
  })

  it.each([
    ['is empty', ''],
    ['is too long', randomBytes(6_145)],
  ])('is not asked for where the file %s', async (_name, bytes) => {
    const { setting, by, asked } = await service()
    await expect(unwrapMasterKey(file(bytes), setting, by)).rejects.toThrow('must hold the encrypted master key')
    expect(asked).toEqual([])
  })

  it('is made by Encrypt', async () => {
    const { setting, by, asked } = await service({ body: { CiphertextBlob: CIPHERTEXT.toString('base64') } })
    expect(await wrapMasterKey(createSecretKey(MASTER), { ...setting, keyId: 'k' }, by)).toEqual(CIPHERTEXT)
    expect(asked).toEqual([{ body: { Plaintext: MASTER.toString('base64'), KeyId: 'k' }, target: 'TrentService.Encrypt', token: 't0' }])
  })

  it('is not taken from a service that has not encrypted it', async () => {
    const { setting, by } = await service({ body: { CiphertextBlob: Buffer.concat([Buffer.alloc(3), MASTER]).toString('base64') } })
    await expect(wrapMasterKey(createSecretKey(MASTER), setting, by)).rejects.toThrow('does not answer like a key management service')
  })
})

describe('a key management service', () => {
  const cutOff: RequestListener = (_request, response) => void response.destroy()
  it.each<[string, Answer]>([
    ['has failed', { status: 500, body: { __type: 'KMSInternalException' } }],
    ['is behind a proxy that has lost it', { status: 502, body: '<html>' }],
    ['has too much to do', { status: 400, body: { __type: 'com.amazonaws.kms#ThrottlingException', message: 'Rate exceeded' } }],
    ['breaks the connection', cutOff],
  ])('is asked again, later each time, where it %s', async (_name, answer) => {
    const { setting, by, asked, pauses } = await service(answer, answer, answer, DECRYPTED)
    expect(await unwrapMasterKey(file(CIPHERTEXT), setting, by)).toEqual(MASTER)
    expect([asked.length, pauses]).toEqual([4, [250, 500, 1_000]])
  })

  it('is asked again where it does not answer in time', async () => {
    const { setting, by, asked } = await service(() => {}, DECRYPTED)
    expect(await unwrapMasterKey(file(CIPHERTEXT), setting, { ...by, patience: 100 })).toEqual(MASTER)
    expect(asked.length).toBe(2)
  })

  it('is asked four times at most', async () => {
    const { setting, by, asked } = await service({ status: 500, body: { __type: 'KMSInternalException', message: 'down' } })
    await expect(unwrapMasterKey(file(CIPHERTEXT), setting, by)).rejects.toThrow('refuses: KMSInternalException: down')
    expect(asked).toHaveLength(4)
  })

  it('is named where there is no answer', async () => {
    const { setting, by, server } = await service()
    server.close()
    await expect(unwrapMasterKey(file(CIPHERTEXT), setting, by)).rejects.toThrow(
      `There is no answer from the key management service at ${setting.endpoint.origin} (ECONNREFUSED). Check --master-key-kms-endpoint, and that this machine reaches it.`,
    )
  })

  const echo: RequestListener = (_request, response) => {
    const message = `cannot decrypt ${CIPHERTEXT.toString('base64')} to ${MASTER.toString('base64')} or ${MASTER.toString('hex')}\nsecond line`
    response.writeHead(400).end(JSON.stringify({ __type: 'InvalidCiphertextException', message }))
  }
  const NOT_KMS = 'does not answer like a key management service'
  it.each<[string, Answer, string | RegExp]>([
    [
      'a redirect',
      { status: 307, headers: { location: 'https://elsewhere.example.com/' }, body: '' },
      'answers with a redirect, which is not followed',
    ],
    ['a denial', { status: 400, body: { __type: 'AccessDeniedException', Message: 'no' } }, 'must allow kms:Decrypt'],
    [
      'a code in a header',
      { status: 400, headers: { 'x-amzn-errortype': 'DisabledException:' }, body: '' },
      'refuses: DisabledException\n  Enable',
    ],
    ['what it should not repeat', echo, 'cannot decrypt [redacted] to [redacted] or [redacted]\n  The ciphertext is damaged'],
    ['a code that is a word of JavaScript', { status: 400, body: { __type: 'constructor', message: 'no' } }, /refuses: constructor: no$/],
    ['a page', { body: '<html>' }, NOT_KMS],
    ['a list', { body: [] }, NOT_KMS],
    ['no key', { body: {} }, NOT_KMS],
    ['a key that is not base64', { body: { Plaintext: '*' } }, NOT_KMS],
    ['a key that is too long', { body: { Plaintext: randomBytes(5_000).toString('base64') } }, NOT_KMS],
    ['not found', { status: 404, body: 'no' }, NOT_KMS],
  ])('is not asked again after %s', async (_name, answer, says) => {
    const { setting, by, asked } = await service(answer)
    const failure = await unwrapMasterKey(file(CIPHERTEXT), setting, by).catch((error: Error) => error.message)
    expect(failure).toMatch(says)
    expect(asked).toHaveLength(1)
  })
})
