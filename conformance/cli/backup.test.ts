// Backups of a server that runs and of one that does not, and what is restored from them. Every restored directory has a server of its own.
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scratchFolder } from '../clean-environment.js'
import { ask, assume, keyOf, signerOf } from '../requests/bench.js'
import { runDaypass, ServerProcess } from '../server-process.js'
import { form, type Signer, send, signed } from '../signed-request.js'

const folder = scratchFolder()
const masterKey = join(folder.path, 'master.key')
writeFileSync(masterKey, randomBytes(32).toString('base64'), { mode: 0o600 })
const flags = ['--master-key-file', masterKey]
const at = (name: string): string => join(folder.path, name)
const backup = (file: string, dataDir: string, ...more: string[]) => runDaypass(['backup', at(file), '--data-dir', dataDir, ...more])

let server: ServerProcess
let root: Signer
let user: Signer
beforeAll(async () => {
  server = await ServerProcess.start({ dataDir: at('data'), flags })
  root = signerOf(server, server.rootKey())
  await ask(root, form('iam', { Action: 'CreateUser', UserName: 'bench-user' }))
  user = signerOf(server, keyOf(await ask(root, form('iam', { Action: 'CreateAccessKey', UserName: 'bench-user' }))))
  const admin = { PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }
  await ask(root, form('iam', { Action: 'AttachUserPolicy', UserName: 'bench-user', ...admin }))
  const statement = { Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sts:AssumeRole' }
  const trust = JSON.stringify({ Version: '2012-10-17', Statement: statement })
  for (const RoleName of ['bench-role', 'ended-role']) {
    await ask(root, form('iam', { Action: 'CreateRole', RoleName, AssumeRolePolicyDocument: trust }))
    await ask(root, form('iam', { Action: 'AttachRolePolicy', RoleName, ...admin }))
  }
  await ask(root, { service: 's3', method: 'PUT', path: '/bucket' })
})
afterAll(async () => {
  await server.close()
  folder.remove()
})

const put = (name: string, body: Uint8Array) => ask(root, { service: 's3', method: 'PUT', path: `/bucket/${name}`, body })
const get = async (signer: Signer, name: string) => (await ask(signer, { service: 's3', method: 'GET', path: `/bucket/${name}` })).body
/** The status of a call with these credentials. */
const who = async (signer: Signer): Promise<number> =>
  (await send(signer.endpoint, signed(signer, form('sts', { Action: 'GetCallerIdentity' })))).status
const elsewhere = ({ key }: Signer, other: ServerProcess): Signer => signerOf(other, key)

/** Ends all sessions of a role. */
async function endSessions({ endpoint, key }: Signer, role: string): Promise<void> {
  const environment = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
    AWS_REGION: 'us-east-1',
  }
  const ended = await runDaypass(['sessions', 'revoke', '--role', role], environment)
  expect(ended).toMatchObject({ code: 0 })
}

/** Paths of object files. What the server holds for a backup comes and goes meanwhile, in a folder next to theirs. */
function objectFiles(dataDir: string): string[] {
  const folders = readdirSync(join(dataDir, 'objects')).filter((name) => /^[0-9a-f]{2}$/.test(name))
  return folders.flatMap((folder) => readdirSync(join(dataDir, 'objects', folder)).map((name) => join(folder, name)))
}

describe('a backup of a running server', () => {
  it('is consistent while objects come and go, and restored it has what there was: objects, keys, live sessions, and revoked ones', async () => {
    const large = randomBytes(3_000_000)
    await put('large', large)
    await put('small', Buffer.from('small'))
    const ended = await assume(user, 'ended-role')
    await endSessions(root, 'ended-role')
    const live = await assume(user, 'bench-role')
    let isDone = false
    const traffic = (async () => {
      for (let i = 0; !isDone; i++) {
        await put('changing', randomBytes(20_000 + i))
        if (i % 3 === 0) await ask(root, { service: 's3', method: 'DELETE', path: '/bucket/changing' })
      }
    })()
    const made = await backup('hot', server.dataDir)
    isDone = true
    await traffic
    expect(made).toEqual({ code: 0, stdout: expect.stringContaining(`${at('hot')} is a whole backup.`), stderr: '' })
    expect((statSync(at('hot')).mode & 0o777).toString(8)).toBe('600')
    expect(readdirSync(folder.path).filter((name) => name.includes('incomplete'))).toEqual([])
    expect(existsSync(join(server.dataDir, 'objects', 'held'))).toBe(false)
    const later = [await assume(user, 'bench-role')]
    await put('small', Buffer.from('later'))
    later.push(await assume(user, 'bench-role'))

    expect(await runDaypass(['verify', at('hot'), ...flags])).toMatchObject({ code: 0, stderr: '' })
    expect(await runDaypass(['restore', at('hot'), '--data-dir', at('restored')])).toMatchObject({ code: 0, stderr: '' })
    await using restored = await ServerProcess.start({ dataDir: at('restored'), flags })
    const there = elsewhere(root, restored)
    expect(await get(there, 'large')).toEqual(large)
    expect((await get(there, 'small')).toString()).toBe('small')
    const known = await Promise.all([user, live, ended].map((one) => who(elsewhere(one, restored))))
    expect(known).toEqual([200, 200, 403])
    // The second is of a state that is undone. The first was issued at the revision of the backup, or later, as the traffic went.
    expect(await who(elsewhere(later[1] as Signer, restored))).toBe(403)
    const fresh = await assume(elsewhere(user, restored), 'bench-role')
    await endSessions(there, 'bench-role')
    expect(await Promise.all([elsewhere(live, restored), fresh].map(who))).toEqual([403, 403])
    expect(await who(await assume(elsewhere(user, restored), 'bench-role'))).toBe(200)
    expect(await Promise.all([live, ...later].map(who))).toEqual([200, 200, 200])
  })

  it('does not overwrite a file, unless that is asked for', async () => {
    writeFileSync(at('there'), 'kept')
    const refused = await backup('there', server.dataDir)
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining('exists already. Choose another name, or replace it with --force.'),
    ])
    expect(readFileSync(at('there'), 'utf8')).toBe('kept')
    expect(await backup('there', server.dataDir, '--force')).toMatchObject({ code: 0 })
    expect(await runDaypass(['verify', at('there')])).toMatchObject({ code: 0 })
  })

  it('is for the owner of the data directory alone', async () => {
    const { instance } = JSON.parse(readFileSync(join(server.dataDir, 'server.json'), 'utf8')) as { instance: string }
    const seen = (await fetch(`${server.endpoint}/_daypass/health`)).headers.get('x-daypass-instance') ?? ''
    const asked = async (headers: Record<string, string>, method = 'POST') =>
      (await fetch(`${server.endpoint}/_daypass/backup`, { method, headers, ...(method === 'POST' && { body: '{}' }) })).status
    const own = { 'x-daypass-owner': instance }
    expect(seen).not.toContain(instance)
    expect(await Promise.all([asked({}), asked({ 'x-daypass-owner': seen }), asked({ 'x-daypass-owner': '' })])).toEqual([403, 403, 403])
    expect(await asked({ ...own, origin: 'http://localhost' })).toBe(403)
    expect(await asked({ ...own, 'x-forwarded-for': '192.0.2.1' })).toBe(403)
    expect(await asked(own, 'GET')).toBe(405)
    expect(await asked(own)).toBe(200)
  })

  it('is not made where an object file is missing: it says which, and leaves nothing', async () => {
    await put('lost', randomBytes(10_000))
    const before = objectFiles(server.dataDir)
    await put('gone', randomBytes(10_000))
    const [file = ''] = objectFiles(server.dataDir).filter((one) => !before.includes(one))
    const path = join(server.dataDir, 'objects', file)
    const bytes = readFileSync(path)
    rmSync(path)
    const made = await backup('without', server.dataDir)
    expect([made.code, made.stderr]).toEqual([
      1,
      expect.stringMatching(new RegExp(`No backup was made: the object file .*${file} cannot be read`)),
    ])
    expect(readdirSync(folder.path).filter((name) => name.startsWith('without'))).toEqual([])
    writeFileSync(path, bytes, { mode: 0o600 })
  })
})

describe('keys of a running server', () => {
  const keys = (...words: string[]) => runDaypass(['keys', ...words, '--data-dir', server.dataDir])

  it('are listed, without anything of the keys themselves', async () => {
    const { code, stdout } = await keys('list')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^ {2}1 {2}storage {2}made .*, in use; seals \d+ secrets of access keys, .*objects\n {2}2 {2}session {2}made .*, in use; seals new sessions\n$/,
    )
    expect((await keys('list', '--json')).stdout).not.toContain('sealed')
  })

  it('are rotated, and the master key is replaced, without one failed session or object', async () => {
    const live = await assume(user, 'bench-role')
    const statuses = new Set<number>()
    let isDone = false
    const traffic = (async () => {
      while (!isDone) {
        const session = await assume(user, 'bench-role')
        for (const one of [live, session, user]) statuses.add(await who(one))
        await put('during', randomBytes(9_000))
        await get(live, 'during')
      }
    })()
    expect(await keys('rotate')).toMatchObject({ code: 0, stdout: expect.stringContaining('new: session key 3, storage key 4.') })
    expect(await keys('rotate', '--kind', 'session')).toMatchObject({ code: 0, stdout: expect.stringContaining('new: session key 5.') })
    const next = at('next.key')
    writeFileSync(next, randomBytes(32).toString('base64'), { mode: 0o600 })
    const wrong = await keys('rotate', '--master', '--new-master-key-file', next, '--master-key-file', next)
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('holds the present master key')])
    const other = at('other.key')
    writeFileSync(other, randomBytes(32).toString('base64'), { mode: 0o600 })
    const foreign = await keys('rotate', '--master', '--new-master-key-file', next, '--master-key-file', other)
    expect([foreign.code, foreign.stderr]).toEqual([1, expect.stringContaining('The server says: the present master key is another one')])
    expect(await keys('rotate', '--master', '--new-master-key-file', next, ...flags)).toMatchObject({ code: 0 })
    await keys('rotate')
    isDone = true
    await traffic
    expect([...statuses]).toEqual([200])

    expect(await server.stop()).toBe(0)
    const old = await runDaypass(['serve', '--port', '0', '--data-dir', server.dataDir, ...flags])
    expect([old.code, old.stderr]).toEqual([1, expect.stringContaining('was made with another master key')])
    await server.restart(['--master-key-file', next])
    expect(await Promise.all([who(live), who(user), who(root)])).toEqual([200, 200, 200])
    expect((await get(live, 'during')).length).toBe(9_000)
  })
})

describe('a server that does not run', () => {
  it('has a backup, and keys that are listed and rotated, with its master key only', async () => {
    expect(await server.stop()).toBe(0)
    const next = ['--master-key-file', at('next.key')]
    expect(await backup('stopped', server.dataDir)).toMatchObject({ code: 0, stderr: '' })
    expect(await runDaypass(['verify', at('stopped'), ...next])).toMatchObject({ code: 0, stderr: '' })
    const damaged = readFileSync(at('stopped'))
    damaged[damaged.length >> 1]! ^= 1
    writeFileSync(at('damaged'), damaged)
    for (const words of [
      ['verify', at('damaged')],
      ['restore', at('damaged'), '--data-dir', at('never')],
    ]) {
      const { code, stderr } = await runDaypass(words)
      expect([code, stderr]).toEqual([1, expect.stringContaining(`${at('damaged')} is damaged`)])
    }
    expect(existsSync(at('never'))).toBe(false)
    const full = await runDaypass(['restore', at('stopped'), '--data-dir', server.dataDir])
    expect([full.code, full.stderr]).toEqual([1, expect.stringContaining('is not empty, and a backup is only restored where nothing is')])
    const keys = (...words: string[]) => runDaypass(['keys', ...words, '--data-dir', server.dataDir])
    expect((await keys('list')).stdout).toContain('seals new sessions')
    expect(await keys('rotate', ...next)).toMatchObject({ code: 0, stdout: expect.stringContaining('new: session key') })
    expect((await keys('rotate', ...flags)).stderr).toContain('has another master key. Give the present one.')
    expect(await keys('rotate', '--master', '--new-master-key-file', masterKey, ...next)).toMatchObject({ code: 0 })
    await server.restart(flags)
    expect(await who(root)).toBe(200)
  })

  it('has a store that is copied, and compared with its copy', async () => {
    expect(await server.stop()).toBe(0)
    const [from, to] = [`lmdb:${server.dataDir}`, `lmdb:${at('copy')}`]
    expect(await runDaypass(['store', 'copy', from, to])).toMatchObject({ code: 0, stderr: '' })
    expect(await runDaypass(['store', 'verify', from, to])).toMatchObject({ code: 0, stdout: expect.stringContaining('is a copy of') })
    expect((await runDaypass(['store', 'copy', from, to])).stderr).toContain('is not empty, and nothing in it is overwritten')
    expect((await runDaypass(['store', 'copy', from, 'nowhere://host'])).stderr).toContain('must be the address of a store')
    await server.restart(flags)
    await put('newer', Buffer.from('x'))
    expect(await server.stop()).toBe(0)
    const { code, stdout } = await runDaypass(['store', 'verify', from, to])
    expect([code, stdout]).toEqual([1, expect.stringContaining('the copy lacks "object')])
    await server.restart(flags)
  })
})
