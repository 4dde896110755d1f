// conformance: data that earlier versions made, as they left it.
// Owns where it is, and what must work in it. Refuses to change it: tests get a copy.
import { chmodSync, cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { codeOf } from './authenticator.js'
import type { Key } from './clean-environment.js'
import { ask, keyOf, signerOf } from './requests/bench.js'
import type { ServerProcess } from './server-process.js'
import { form, send, signed } from './signed-request.js'

/** The data directories in `vectors/data-directories`, by the commit that made each. */
export type Commit = 'd627345' | '3f703e8' | '242bbdf'

/** The keys in one, and its master key. */
export interface About {
  readonly masterKey: string
  readonly root: Key
  readonly user: Key
  readonly mfa: { readonly serialNumber: string; readonly base32Seed: string }
  /** The older version of `versions/v`, where there were versions. */
  readonly version?: string
}

const folderOf = (commit: Commit): string => fileURLToPath(new URL(`../vectors/data-directories/${commit}/`, import.meta.url))

export const aboutData = (commit: Commit): About => JSON.parse(readFileSync(join(folderOf(commit), 'about.json'), 'utf8')) as About

/** Copies a data directory to `dataDir`, with the modes that it had. */
export function copyOfOlder(commit: Commit, dataDir: string): void {
  cpSync(join(folderOf(commit), 'data'), dataDir, { recursive: true })
  chmodSync(dataDir, 0o700)
  for (const entry of readdirSync(dataDir, { recursive: true, withFileTypes: true }))
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o700 : 0o600)
}

/**
 * Tests every kind of record by its effect: keys open, policies allow and deny, objects have their bytes. `code` is how many steps of 30 seconds ahead the
 * code of the MFA device is, which is accepted once.
 */
export async function tryEverything(server: ServerProcess, about: About, code: number): Promise<void> {
  const [root, alice] = [signerOf(server, about.root), signerOf(server, about.user)]
  expect((await ask(root, form('sts', { Action: 'GetCallerIdentity' }))).text).toContain('arn:aws:iam::000000000000:root')
  expect((await ask(alice, form('sts', { Action: 'GetCallerIdentity' }))).text).toContain('user/team/alice')
  const get = (path: string, query = '') => ({ service: 's3', method: 'GET', path, query }) as const
  expect((await ask(alice, get('/photos/cat.txt'))).text).toBe('a cat')
  expect((await ask(alice, get('/photos/deep/er/dog%20%C3%BC.txt'))).text).toBe('a dog')
  expect((await ask(root, get('/papers/long.txt'))).text).toBe('line\n'.repeat(1000))
  expect((await ask(root, get('/papers/empty'))).text).toBe('')
  expect((await send(alice.endpoint, signed(alice, get('/papers/long.txt')))).status).toBe(403)
  const session = { Action: 'AssumeRole', RoleArn: 'arn:aws:iam::000000000000:role/writer', RoleSessionName: 'after' }
  const writer = signerOf(server, keyOf(await ask(alice, form('sts', session))))
  await ask(writer, { service: 's3', method: 'PUT', path: '/papers/new', body: Buffer.from('new') })
  expect((await send(writer.endpoint, signed(writer, get('/papers/new')))).status).toBe(403)
  const { mfa, version } = about
  const proof = { Action: 'GetSessionToken', SerialNumber: mfa.serialNumber, TokenCode: codeOf(mfa.base32Seed, code) }
  expect((await ask(alice, form('sts', proof))).text).toContain('<SessionToken>')
  if (version === undefined) return
  expect((await ask(root, get('/papers/large.txt'))).text).toBe('large '.repeat(2000))
  expect((await ask(root, get('/versions/v'))).text).toBe('second')
  expect((await ask(root, get('/versions/v', `versionId=${version}`))).text).toBe('first')
  expect((await ask(root, get('/papers', 'uploads='))).text).toContain('<Key>parts</Key>')
}
