// Starts that are killed at any moment, many times, and the next start, which must succeed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { cleanEnvironment, type Key, scratchFolder } from '../clean-environment.js'
import { ask, signerOf } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import { form } from '../signed-request.js'

const ROUNDS = 20
const KILLS = 4
const BIN = fileURLToPath(new URL('../../packages/daypass/bin/daypass.js', import.meta.url))
const vector = fileURLToPath(new URL('../../vectors/data-directories/d627345/', import.meta.url))
const folder = scratchFolder()
afterAll(() => folder.remove())

/** Milliseconds after which a start is killed: from before it reads anything to after it is listening, a different one every time. */
const moment = (round: number, kill: number): number => 150 + (((round * 7 + kill * 3) * 37) % 600)

async function startAndKill(dataDir: string, environment: Record<string, string>, after: number): Promise<void> {
  const args = [BIN, 'serve', '--port', '0', '--data-dir', dataDir]
  const child = spawn(process.execPath, args, { env: cleanEnvironment(environment), stdio: 'ignore' })
  const timer = setTimeout(() => child.kill('SIGKILL'), after)
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(timer)
  expect(code).toBe(null)
}

async function works(dataDir: string, environment: Record<string, string>): Promise<ServerProcess> {
  const server = await ServerProcess.start({ dataDir, environment })
  const root = signerOf(server, server.rootKey())
  expect((await ask(root, form('sts', { Action: 'GetCallerIdentity' }))).text).toContain(':root</Arn>')
  const { installationId } = server.rootKey() as Key & { installationId?: string }
  expect(readFileSync(join(dataDir, 'objects', 'installation'), 'utf8')).toBe(`${installationId}\n`)
  expect(existsSync(join(dataDir, 'first-start'))).toBe(false)
  return server
}

describe('a start that is killed at any moment', () => {
  it.each(Array.from({ length: ROUNDS }, (_, i) => i + 1))('can be repeated when it was the first one (round %i)', async (round) => {
    const dataDir = join(folder.path, `first-${round}`)
    for (let kill = 0; kill < KILLS; kill++) await startAndKill(dataDir, {}, moment(round, kill))
    const server = await works(dataDir, {})
    expect(await server.stop()).toBe(0)
    expect(readdirSync(dataDir).filter((name) => name.startsWith('lock'))).toEqual([])
  })

  it.each(Array.from({ length: ROUNDS }, (_, i) => i + 1))('can be repeated when it gave ids to older data (round %i)', async (round) => {
    const { masterKey } = JSON.parse(readFileSync(join(vector, 'about.json'), 'utf8')) as { masterKey: string }
    const environment = { DAYPASS_MASTER_KEY: masterKey }
    const dataDir = join(folder.path, `old-${round}`)
    cpSync(join(vector, 'data'), dataDir, { recursive: true })
    chmodSync(dataDir, 0o700)
    for (const name of ['root-credentials.json', 'endpoint']) chmodSync(join(dataDir, name), 0o600)
    for (let kill = 0; kill < KILLS; kill++) await startAndKill(dataDir, environment, moment(round, kill))
    const server = await works(dataDir, environment)
    const root = signerOf(server, server.rootKey())
    expect((await ask(root, { service: 's3', method: 'GET', path: '/photos/cat.txt' })).text).toBe('a cat')
    expect(readdirSync(join(dataDir, 'objects'))).not.toContain('trash')
    expect(await server.stop()).toBe(0)
  })
})
