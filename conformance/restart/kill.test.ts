import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, signerOf } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import { element, form, type Signer } from '../signed-request.js'
import { between, listObjects, pages } from './listed.js'
import { readObject, settle, Writings } from './writers.js'

const ROUNDS = 25
const BUCKET = 'crash-bucket'

async function listUsers(root: Signer): Promise<Map<string, string>> {
  const page = (Marker: string) => form('iam', { Action: 'ListUsers', MaxItems: '1000', ...(Marker === '' ? {} : { Marker }) })
  const xml = await pages(root, page, 'Marker')
  const users = between(xml, 'member').map((one): [string, string] => [element(one, 'UserName'), element(one, 'Path')])
  return new Map(users.filter(([name]) => name !== 'holder'))
}

async function readPolicies(root: Signer): Promise<Map<string, string>> {
  const { text } = await ask(root, form('iam', { Action: 'ListUserPolicies', UserName: 'holder' }))
  const names = [...text.matchAll(/<member>([^<]+)<\/member>/g)].map(([, name = '']) => name)
  const read = async (PolicyName: string): Promise<[string, string]> => {
    const got = await ask(root, form('iam', { Action: 'GetUserPolicy', UserName: 'holder', PolicyName }))
    return [PolicyName, decodeURIComponent(element(got.text, 'PolicyDocument'))]
  }
  return new Map(await Promise.all(names.map(read)))
}

/** The bytes of a smaller object are in the store. The value begins with its size. */
const hasFile = (value: string): boolean => Number.parseInt(value, 10) > 8_192

/** Every file below a folder, by its path. */
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  )

describe('kill -9 under concurrent writes', () => {
  const writings = new Writings()
  let server: ServerProcess
  let root: Signer
  beforeAll(async () => {
    server = await ServerProcess.start()
    root = signerOf(server, server.rootKey())
    await ask(root, { service: 's3', method: 'PUT', path: `/${BUCKET}` })
    await ask(root, form('iam', { Action: 'CreateUser', UserName: 'holder' }))
  })
  afterAll(() => server.close())

  /** Kills the server after this many acknowledged writes, while other writes are in progress, and starts it again. */
  async function crash(after: number): Promise<void> {
    let left = after
    let killed: Promise<void> | undefined
    await writings.round(root, BUCKET, () => {
      left -= 1
      if (left <= 0) killed ??= server.kill()
    })
    await killed
    await server.restart()
  }

  it.each(Array.from({ length: ROUNDS }, (_, i) => i + 1))(
    'round %i loses and damages no acknowledged write',
    async (round) => {
      await crash(7 + ((round * 37) % 60))
      const listed = await listObjects(root, BUCKET)
      expect(settle(writings.objects, listed)).toEqual([])
      expect(settle(writings.users, await listUsers(root))).toEqual([])
      expect(settle(writings.policies, await readPolicies(root))).toEqual([])
      for (const key of writings.touched) {
        const value = listed.get(key)
        if (value !== undefined) expect([key, await readObject(root, BUCKET, key)]).toEqual([key, value])
      }
      // Besides objects: the id of the folder, and swept files.
      const isOfObject = (path: string): boolean => !path.endsWith('/objects/installation') && !path.includes('/objects/trash/')
      const objectFiles = filesBelow(join(server.dataDir, 'objects')).filter(isOfObject)
      expect(filesBelow(join(server.dataDir, 'objects', 'tmp'))).toEqual([])
      expect(objectFiles).toHaveLength([...listed.values()].filter(hasFile).length)
      expect(filesBelow(server.dataDir).filter((path) => path.endsWith('.new'))).toEqual([])
    },
    30_000,
  )

  it('has every object of all rounds, byte by byte, and every user by name', async () => {
    expect(writings.acknowledgements).toBeGreaterThan(ROUNDS * 7)
    for (const [key, { acknowledged }] of writings.objects) {
      expect([key, await readObject(root, BUCKET, key)]).toEqual([key, acknowledged ?? 'status 404'])
    }
    for (const [UserName, { acknowledged }] of writings.users) {
      if (acknowledged === undefined) continue
      const { text } = await ask(root, form('iam', { Action: 'GetUser', UserName }))
      expect(element(text, 'Path')).toBe(acknowledged)
    }
  })
})
