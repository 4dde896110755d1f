// The master key from a key management service: starts, workers, rotations, and what a start says when the service refuses. Every start here has a master key of
// its own.
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Key, keyVariables, scratchFolder } from '../clean-environment.js'
import { runDaypass, ServerProcess } from '../server-process.js'
import { form, send, signed } from '../signed-request.js'
import { workersOf } from '../workers/worker-processes.js'
import { KmsService } from './kms-service.js'

const KEY: Key = {
  accessKeyId: 'ASIAEXAMPLEEXAMPLE12',
  secretAccessKey: 'a secret of forty characters, or so it is',
  sessionToken: 'a/token+of==',
}
const folder = scratchFolder()
const place = (name: string): string => join(folder.path, name)
let kms: KmsService
let client: KMSClient
beforeAll(async () => {
  kms = await KmsService.start(KEY)
  client = new KMSClient({ endpoint: kms.endpoint, region: kms.region, credentials: KEY })
})
afterAll(async () => {
  client.destroy()
  await kms.close()
  folder.remove()
})

const flags = (...more: string[]): string[] => ['--master-key-kms-endpoint', kms.endpoint, '--master-key-kms-region', kms.region, ...more]
const run = (...args: string[]) => runDaypass(args, keyVariables(KEY))
const statusOf = async (server: ServerProcess): Promise<number> =>
  (await send(server.endpoint, signed({ endpoint: server.endpoint, key: server.rootKey() }, form('iam', { Action: 'ListUsers' })))).status

/** A new master key that `keys wrap` has had encrypted by a new key of the service. */
async function wrapped(name: string, ...more: string[]): Promise<{ file: string; keyId: string }> {
  const [file, keyId] = [place(name), kms.createKey()]
  expect(await run('keys', 'wrap', file, ...flags('--master-key-kms-key-id', keyId, ...more))).toMatchObject({ code: 0, stderr: '' })
  return { file, keyId }
}

describe('the service of these tests', () => {
  it("is one to AWS's own client: what it encrypts, daypass decrypts, and the other way round", async () => {
    const KeyId = kms.createKey()
    const master = randomBytes(32)
    const { CiphertextBlob } = await client.send(
      new EncryptCommand({ KeyId, Plaintext: master, EncryptionContext: { purpose: 'daypass', at: 'home' } }),
    )
    const { file, keyId } = await wrapped('by-daypass', '--master-key-kms-context', 'purpose=daypass')
    const decrypted = await client.send(
      new DecryptCommand({
        KeyId: keyId,
        CiphertextBlob: Buffer.from(readFileSync(file, 'utf8'), 'base64'),
        EncryptionContext: { purpose: 'daypass' },
      }),
    )
    expect([decrypted.Plaintext?.length, decrypted.KeyId]).toEqual([32, expect.stringContaining(keyId)])
    await expect(client.send(new DecryptCommand({ CiphertextBlob: randomBytes(100) }))).rejects.toMatchObject({
      name: 'InvalidCiphertextException',
    })

    writeFileSync(place('by-sdk'), CiphertextBlob ?? '')
    const contexts = ['--master-key-kms-context', 'at=home', '--master-key-kms-context', 'purpose=daypass']
    const server = await ServerProcess.start({
      flags: flags('--master-key-kms-ciphertext', place('by-sdk'), ...contexts),
      environment: keyVariables(KEY),
    })
    await server.restart(['--master-key-command', `echo ${master.toString('base64')}`])
    expect(await statusOf(server)).toBe(200)
    await server.close()
  })
})

describe('a server whose master key a key management service has encrypted', () => {
  it('asks once for all its workers, and hands them the key; a failing service is asked again', async () => {
    const { file, keyId } = await wrapped('workers')
    kms.asked.length = 0
    kms.failures = 2
    const server = await ServerProcess.start({
      flags: ['--workers', '2', ...flags('--master-key-kms-ciphertext', file, '--master-key-kms-key-id', keyId)],
      environment: keyVariables(KEY),
    })
    const before = workersOf(server.pid)
    process.kill(before[0]!, 'SIGKILL')
    await expect.poll(() => workersOf(server.pid).filter((pid) => !before.includes(pid)).length, { timeout: 10_000 }).toBe(1)
    process.kill(server.pid, 'SIGHUP')
    await server.saysOnStderr('restarted the workers')
    expect(await statusOf(server)).toBe(200)
    expect([kms.asked, kms.failures]).toEqual([['Decrypt'], 0])
    expect(existsSync(`${server.dataDir}.master-key`)).toBe(false)
    await server.close()
  })

  it('gets another one while it runs: from a file to the service, and to another key of it', async () => {
    const plain = place('plain')
    writeFileSync(plain, randomBytes(32).toString('hex'), { mode: 0o600 })
    const [first, second] = [await wrapped('first'), await wrapped('second')]
    const server = await ServerProcess.start({ flags: ['--master-key-file', plain] })
    const rotate = (...more: string[]) => run('keys', 'rotate', '--master', '--data-dir', server.dataDir, ...flags(...more))
    const toFirst = await rotate('--master-key-file', plain, '--new-master-key-kms-ciphertext', first.file)
    expect([toFirst.code, toFirst.stdout]).toEqual([0, expect.stringContaining(`  --master-key-kms-ciphertext ${first.file}\n`)])
    const pinned = ['--master-key-kms-ciphertext', first.file, '--master-key-kms-key-id', first.keyId]
    const toSecond = ['--new-master-key-kms-ciphertext', second.file]
    expect((await rotate(...pinned, ...toSecond)).stderr).toContain('Another key than --master-key-kms-key-id has made the ciphertext.')
    expect(await rotate(...pinned, ...toSecond, '--new-master-key-kms-key-id', second.keyId)).toMatchObject({ code: 0 })
    expect(await statusOf(server)).toBe(200)
    await server.stop()

    const verify = (file: string) => run('store', 'verify', '--data-dir', server.dataDir, ...flags('--master-key-kms-ciphertext', file))
    expect((await verify(second.file)).stdout).toContain('1 secret: all open.')
    expect(await verify(first.file)).toMatchObject({ code: 1 })
    await server.close()
  })

  it.each([
    [
      'another context',
      () => ['--master-key-kms-context', 'purpose=other'],
      {},
      /refuses: InvalidCiphertextException\n {2}The ciphertext is damaged/,
    ],
    ['another key', () => ['--master-key-kms-key-id', kms.createKey()], {}, /refuses: IncorrectKeyException\n {2}Another key than/],
    ['another region', () => ['--master-key-kms-region', 'us-east-1'], {}, /refuses: InvalidSignatureException\n {2}Check the credentials/],
    ['a wrong secret', () => [], { AWS_SECRET_ACCESS_KEY: 'wrong' }, /refuses: InvalidSignatureException/],
    ['without a token', () => [], { AWS_SESSION_TOKEN: '' }, /refuses: UnrecognizedClientException/],
    [
      'without credentials',
      () => [],
      { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
      /There are no credentials .* profile default of/,
    ],
    ['two master keys', () => [], { DAYPASS_MASTER_KEY: 'c2hvcnQ=' }, /The master key is given in more than one way/],
  ])('does not start with %s, and says why without the ciphertext', async (name, more, environment, says) => {
    const { file } = await wrapped(`refused ${name}`)
    const dataDir = place(`data of ${name}`)
    const args = ['serve', '--port', '0', '--data-dir', dataDir, ...flags('--master-key-kms-ciphertext', file, ...more())]
    const { code, stdout, stderr } = await runDaypass(args, { ...keyVariables(KEY), ...environment })
    expect([code, stderr]).toEqual([1, expect.stringMatching(says)])
    expect(stdout + stderr).not.toContain(readFileSync(file, 'utf8').trim().slice(0, 20))
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  it('reads its credentials from a profile too', async () => {
    const { file } = await wrapped('profile')
    const { accessKeyId, secretAccessKey, sessionToken } = KEY
    const credentials = `[other]\naws_access_key_id = x\n[vault]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\naws_session_token = ${sessionToken}\n`
    writeFileSync(place('credentials'), credentials)
    const server = await ServerProcess.start({
      flags: flags('--master-key-kms-ciphertext', file),
      environment: { AWS_SHARED_CREDENTIALS_FILE: place('credentials'), AWS_PROFILE: 'vault' },
    })
    expect(await statusOf(server)).toBe(200)
    await server.close()
  })
})

describe('keys wrap', () => {
  it('takes a master key that exists, and overwrites nothing', async () => {
    const master = randomBytes(32)
    const [file, keyId] = [place('existing'), kms.createKey()]
    const args = ['keys', 'wrap', file, ...flags('--master-key-kms-key-id', keyId)]
    const first = await runDaypass(args, { ...keyVariables(KEY), DAYPASS_MASTER_KEY: master.toString('hex') })
    expect(first).toEqual({
      code: 0,
      stderr: '',
      stdout: `The master key, encrypted by ${keyId}, is in ${file}. Keep a copy: without it the data is lost.\n`,
    })
    const { Plaintext } = await client.send(new DecryptCommand({ CiphertextBlob: Buffer.from(readFileSync(file, 'utf8'), 'base64') }))
    expect(Buffer.from(Plaintext ?? '')).toEqual(master)
    expect((await run(...args)).stderr).toContain('exists, and may hold the only copy of a master key')
  })

  it('leaves no file where the service refuses', async () => {
    const { code, stderr } = await run('keys', 'wrap', place('none'), ...flags('--master-key-kms-key-id', 'alias/none'))
    expect([code, stderr]).toEqual([1, expect.stringContaining('refuses: NotFoundException\n  The service has no such key.')])
    expect(readdirSync(folder.path).filter((name) => name.startsWith('none'))).toEqual([])
  })
})
