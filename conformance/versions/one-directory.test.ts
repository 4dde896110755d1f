// An earlier version and this one on the same data directory, one after the other; and the command of one with a server of the other.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyVariables, scratchFolder } from '../clean-environment.js'
import { type About, tryEverything } from '../older-data.js'
import { call } from '../query-form.js'
import { ask, signerOf } from '../requests/bench.js'
import { runDaypass, ServerProcess } from '../server-process.js'
import { element, type Signer } from '../signed-request.js'
import { allow, assumed, fate, homeOf, makeRole, makeUser, policy, trust } from '../sts/principals.js'
import { fillServer } from './fill-server.js'
import { keepDirectory } from './keep-data.js'
import { type OlderServer, unpackOlder } from './older-server.js'

const WHO = call('sts', 'GetCallerIdentity')
const REVOKED = '403 InvalidClientTokenId'
const large = randomBytes(100_000)

describe('a data directory of an earlier version', () => {
  const folder = scratchFolder()
  const at = (name: string): string => join(folder.path, name)
  const masterKey = randomBytes(32).toString('base64')
  const environment = { DAYPASS_MASTER_KEY: masterKey }
  let older: OlderServer
  let about: About
  beforeAll(() => {
    older = unpackOlder()
  })
  afterAll(() => {
    older.remove()
    folder.remove()
  })

  /** Keys by what becomes of them, for a server that runs now. */
  const keys: Record<string, Signer['key']> = {}
  const caller = (server: ServerProcess, name: string): Signer => signerOf(server, keys[name] ?? expect.fail(name))
  const fates = (server: ServerProcess, ...names: string[]) => Promise.all(names.map((name) => fate(caller(server, name), WHO)))
  const revoke = (run: OlderServer['run'], { endpoint, key }: Signer, role: string) =>
    run(['sessions', 'revoke', '--role', role], { AWS_ENDPOINT_URL: endpoint, ...keyVariables(key) })
  const startOlder = (dataDir: string) => ServerProcess.start({ command: older.command, dataDir, environment })
  const startThis = (dataDir: string) => ServerProcess.start({ dataDir, environment })

  it('is filled by that version, and backed up by the command of this one', async () => {
    await using server = await startOlder(at('data'))
    const { root } = homeOf(server)
    about = await fillServer(server, masterKey)
    const user = signerOf(server, about.user)
    for (const name of ['kept', 'ended', 'ended-later']) {
      const role = await makeRole(homeOf(server), name, { trust: policy(trust('000000000000')), policy: policy(allow('*')) })
      keys[name] = (await assumed(user, role)).key
    }
    expect(await revoke(older.run, root, 'ended')).toMatchObject({ code: 0 })
    expect(await fates(server, 'kept', 'ended-later')).toEqual(['allowed', 'allowed'])
    expect(await runDaypass(['backup', at('of-older'), '--data-dir', server.dataDir])).toMatchObject({ code: 0, stderr: '' })
    await server.stop()
    keepDirectory(older.version, server.dataDir, about)
  })

  it('is opened by this version: everything works, sessions go on, and what was revoked stays so', async () => {
    await using server = await startThis(at('data'))
    await tryEverything(server, about, 0)
    expect(await fates(server, 'kept', 'ended', 'ended-later')).toEqual(['allowed', expect.stringContaining(REVOKED), 'allowed'])
    const root = signerOf(server, about.root)
    expect(await revoke(runDaypass, root, 'ended-later')).toMatchObject({ code: 0 })
    expect(await runDaypass(['keys', 'rotate', '--data-dir', server.dataDir], environment)).toMatchObject({ code: 0 })
    keys.newer = (await makeUser(homeOf(server), 'newer', policy(allow('*')))).key
    keys['newer-session'] = (await assumed(caller(server, 'newer'), 'arn:aws:iam::000000000000:role/kept')).key
    await ask(root, { service: 's3', method: 'PUT', path: '/papers/newer', body: large })
    expect(await older.run(['backup', at('of-this'), '--data-dir', server.dataDir])).toMatchObject({ code: 0, stderr: '' })
  })

  it('is opened by the earlier version again, with all that this one has written', async () => {
    await using server = await startOlder(at('data'))
    await tryEverything(server, about, 1)
    await hasAllOfBoth(server)
    expect(await runDaypass(['stop', '--data-dir', server.dataDir])).toMatchObject({ code: 0 })
  })

  it('and its backups are verified and restored by the other version', async () => {
    expect(await runDaypass(['verify', at('of-older')], environment)).toMatchObject({ code: 0, stderr: '' })
    expect(await older.run(['verify', at('of-this')], environment)).toMatchObject({ code: 0, stderr: '' })
    expect(await runDaypass(['restore', at('of-older'), '--data-dir', at('by-this')])).toMatchObject({ code: 0, stderr: '' })
    expect(await older.run(['restore', at('of-this'), '--data-dir', at('by-older')])).toMatchObject({ code: 0, stderr: '' })
    await using here = await startThis(at('by-this'))
    expect(await fates(here, 'kept', 'ended', 'ended-later')).toEqual(['allowed', expect.stringContaining(REVOKED), 'allowed'])
    await tryEverything(here, about, 0)
    await using there = await startOlder(at('by-older'))
    await hasAllOfBoth(there)
  })

  async function hasAllOfBoth(server: ServerProcess): Promise<void> {
    const refused = expect.stringContaining(REVOKED)
    expect(await fates(server, 'kept', 'newer', 'newer-session')).toEqual(['allowed', 'allowed', 'allowed'])
    expect(await fates(server, 'ended', 'ended-later')).toEqual([refused, refused])
    const { body } = await ask(signerOf(server, about.root), { service: 's3', method: 'GET', path: '/papers/newer' })
    expect(body.equals(large)).toBe(true)
    const user = await ask(caller(server, 'newer'), call('iam', 'GetUser', { UserName: 'newer' }))
    expect(element(user.text, 'UserName')).toBe('newer')
  }
})
