// Owns: files of 100 MB with the clients of AWS and curl, as a role of a prefix: they go up and come down, byte for byte.
import { createHash, randomFillSync } from 'node:crypto'
import { createReadStream, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { HeadObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { scratchFolder, without } from '../clean-environment.js'
import { CLIENTS } from './clients.js'
import { Bucket, OUTSIDE, outside, type SharedBucket, startSharedBucket } from './limited-role.js'

const SIZE = 100_000_000

const scratch = scratchFolder()
const [up, down] = [join(scratch.path, 'up'), join(scratch.path, 'down')]
let shared: SharedBucket
beforeAll(async () => {
  shared = await startSharedBucket()
  writeFileSync(up, randomFillSync(Buffer.alloc(SIZE)))
})
afterAll(async () => {
  await shared.server.close()
  scratch.remove()
})

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

const here = CLIENTS.filter(([, debianPackage]) => debianPackage === undefined || !without(debianPackage))

it.each(here)(
  '%s sends 100 MB in parts and gets the same bytes',
  async (name, _, start) => {
    const client = await start(shared.server, shared.sessions.team)
    const Key = `team/${name.replaceAll(' ', '-')}`
    expect(await client.up(up, Key)).toEqual({ done: '' })
    const { ContentLength, ETag } = await shared.root.s3.send(new HeadObjectCommand({ Bucket, Key }))
    expect([ContentLength, ETag]).toEqual([SIZE, expect.stringMatching(/-(1[2-9]|20)"$/)])
    expect(await client.down(Key, down)).toEqual({ done: '' })
    expect(await sha256(down)).toBe(await sha256(up))
    rmSync(down)
    expect(await client.remove(Key)).toEqual({ done: '' })
    expect(await outside(shared)).toEqual(OUTSIDE)
    await client.close()
  },
  120_000,
)
