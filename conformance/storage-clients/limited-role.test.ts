// Owns: the clients of AWS and curl with the session of a role that is limited to a prefix: inside it each does everything, outside it nothing.
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AwsCli } from '../aws-cli/aws-cli.js'
import { LoadedCli } from '../aws-cli/loaded-cli.js'
import { scratchFolder, without } from '../clean-environment.js'
import { errorOf } from '../signed-request.js'
import { type Came, CLIENTS, type StorageClient } from './clients.js'
import { Bucket, keysBelow, OUTSIDE, outside, SECRET, type SharedBucket, startSharedBucket } from './limited-role.js'

/** More than one part for every client. */
const BIG = randomBytes(9_000_000)
const DONE = { done: '' }
const REFUSED = { refused: expect.stringMatching(/^(AccessDenied|403)$/) }

const scratch = scratchFolder()
const at = (name: string): string => join(scratch.path, name)
let shared: SharedBucket

beforeAll(async () => {
  shared = await startSharedBucket()
  writeFileSync(at('small'), 'hello')
  writeFileSync(at('big'), BIG)
})
afterAll(async () => {
  await shared.server.close()
  scratch.remove()
})

/** Sends a request that only its URL describes. */
async function sendUrl(url: string, method: string): Promise<Came> {
  const answer = await fetch(url, { method, ...(method === 'PUT' && { body: Buffer.from('by URL') }) })
  const text = await answer.text()
  return answer.ok ? { done: text } : { refused: errorOf({ text }).code }
}

const secretIsKept = async (): Promise<void> => {
  expect(await outside(shared)).toEqual(OUTSIDE)
  const { Body } = await shared.root.s3.send(new GetObjectCommand({ Bucket, Key: SECRET }))
  expect(await Body?.transformToString()).toBe('secret')
}

for (const [name, debianPackage, start] of CLIENTS)
  describe.skipIf(debianPackage !== undefined && without(debianPackage))(`${name} with a role of a prefix`, () => {
    let client: StorageClient
    const prefix = `team/${name.replaceAll(' ', '-')}/`
    beforeAll(async () => {
      client = await start(shared.server, shared.sessions.team)
    })
    afterAll(() => client.close())

    it('puts, lists, gets, presigns and deletes inside of it, and in parts', async () => {
      for (const file of ['small', 'big']) expect(await client.up(at(file), prefix + file)).toEqual(DONE)
      const head = await shared.root.s3.send(new HeadObjectCommand({ Bucket, Key: `${prefix}big` }))
      expect(head.ETag).toMatch(/-2"$/)
      expect(await client.list(prefix)).toEqual({ done: [`${prefix}big`, `${prefix}small`] })
      for (const file of ['small', 'big']) {
        expect(await client.down(prefix + file, at('back'))).toEqual(DONE)
        expect(readFileSync(at('back')).equals(readFileSync(at(file)))).toBe(true)
      }
      for (const method of client.presigns) {
        const url = await client.presign(method, `${prefix}small`)
        // boto3 signs URLs with version 2 unless it is told not to.
        expect(url).toContain(name === 'boto3' ? 'AWSAccessKeyId=' : 'X-Amz-Signature=')
        const came = await sendUrl(url, method)
        expect([method, came]).toEqual([method, { done: method === 'GET' ? 'hello' : '' }])
      }
      for (const file of ['small', 'big']) expect(await client.remove(prefix + file)).toEqual(DONE)
      expect(await keysBelow(shared, prefix)).toEqual([])
    })

    it.each<[what: string, act: () => Promise<Came>]>([
      ['puts nothing', () => client.up(at('small'), 'other/small')],
      ['replaces nothing', () => client.up(at('small'), SECRET)],
      ['puts nothing in parts', () => client.up(at('big'), 'other/big')],
      ['puts nothing next to it', () => client.up(at('small'), 'teams')],
      ['lists nothing', () => client.list('other/')],
      ['lists nothing that only begins like it', () => client.list('tea')],
      ['lists nothing without a prefix', () => client.list('')],
      ['gets nothing', () => client.down(SECRET, at('stolen'))],
      ['deletes nothing', () => client.remove(SECRET)],
    ])('%s outside of it', async (_, act) => {
      expect(await act()).toEqual(REFUSED)
      await secretIsKept()
    })

    it('presigns URLs outside of it that nobody can use', async () => {
      for (const method of client.presigns)
        expect([method, await sendUrl(await client.presign(method, SECRET), method)]).toEqual([method, REFUSED])
      await secretIsKept()
    })
  })

describe.skipIf(without('awscli'))('aws s3 sync with a role of a prefix', () => {
  let cli: AwsCli
  beforeAll(async () => {
    cli = new AwsCli(shared.server, shared.sessions.team, await LoadedCli.start())
    mkdirSync(at('tree/sub'), { recursive: true })
    mkdirSync(at('nothing'))
    for (const file of ['tree/a', 'tree/sub/b c+ü']) {
      writeFileSync(at(file), `${file}\n`)
      // An object is as old as a second: a file of the same second would be newer.
      utimesSync(at(file), 1, 1)
    }
  })
  afterAll(() => cli.close())

  it('sends a folder inside of it, the second time nothing, gets it back, and deletes what is gone', async () => {
    const to = `s3://${Bucket}/team/sync/`
    expect((await cli.text('s3', 'sync', at('tree'), to)).match(/^upload: /gm)).toHaveLength(2)
    expect(await cli.text('s3', 'sync', at('tree'), to)).toBe('')
    expect((await cli.text('s3', 'sync', to, at('tree-back'))).match(/^download: /gm)).toHaveLength(2)
    expect(readFileSync(at('tree-back/sub/b c+ü'), 'utf8')).toBe('tree/sub/b c+ü\n')
    await cli.text('s3', 'sync', '--delete', at('nothing'), to)
    expect(await keysBelow(shared, 'team/sync/')).toEqual([])
  })

  it.each([
    ['up', () => [at('tree'), `s3://${Bucket}/other/`]],
    ['down', () => [`s3://${Bucket}/other/`, at('stolen-tree')]],
    ['with --delete', () => ['--delete', at('nothing'), `s3://${Bucket}/`]],
  ])('does nothing outside of it, %s', async (_, args) => {
    expect(await cli.refusal('s3', 'sync', ...args())).toContain('(AccessDenied) when calling the ListObjectsV2 operation')
    await secretIsKept()
  })
})
