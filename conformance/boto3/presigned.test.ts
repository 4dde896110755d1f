import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'
import { runPython } from './python.js'

interface Found {
  readonly urls: Record<string, Record<string, unknown>>
  readonly forms: Record<string, Record<string, unknown>>
  readonly outside: string[]
  readonly 'form outside': string[]
  readonly list: number
  readonly stored: string
  readonly size: number
}

const WAYS = ['root default', 'root s3v4', 'role default', 'role s3v4']

describe.skipIf(without('boto3') || without('curl'))('what boto3 presigns', () => {
  let server: ServerProcess
  let found: Found
  beforeAll(async () => {
    server = await ServerProcess.start()
    found = await runPython<Found>('presigned.py', [server.endpoint], { key: server.rootKey() })
  })
  afterAll(() => server.close())

  it.each(WAYS)('as %s: URLs put, get, head and delete, and nothing else', (way) => {
    expect(found.urls[way]).toEqual({
      version: way.endsWith('s3v4') ? 4 : 2,
      put: 200,
      'other type': 'SignatureDoesNotMatch',
      get: [200, 'hello'],
      head: 200,
      'head as get': 403,
      delete: 204,
      // The role may not list the bucket.
      gone: way.startsWith('role') ? 403 : 404,
    })
  })

  it.each(WAYS)('as %s: forms that curl sends store what they allow', (way) => {
    expect(found.forms[way]).toEqual({
      plain: [204, ''],
      named: [204, ''],
      created: 201,
      sized: [
        [204, ''],
        [400, 'EntityTooLarge'],
      ],
      'another key': [403, 'AccessDenied'],
      large: 204,
    })
  })

  it('does no more than the session may, whatever is signed', () => {
    expect([found.outside, found['form outside']]).toEqual([
      ['AccessDenied', 'AccessDenied'],
      ['AccessDenied', 'AccessDenied'],
    ])
  })

  it('is read back as it was sent, and listed by a URL of version 2', () => {
    expect([found.stored, found.size, found.list]).toEqual(['hello', 3_000_000, 1])
  })

  it('is recorded with who signed it', async () => {
    const posts = server.audit().filter(({ operation }) => operation === 'PostObject')
    expect(new Set(posts.map(({ status }) => status))).toEqual(new Set([201, 204, 400, 403]))
    expect(posts.some(({ caller }) => caller?.includes('assumed-role/presigned/session'))).toBe(true)
  })
})
