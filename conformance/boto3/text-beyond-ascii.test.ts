import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'
import { errorOf } from '../signed-request.js'
import { runPython } from './python.js'

interface Found {
  readonly kept: string[][]
  readonly shown: string
  readonly refused: string
  readonly listed: boolean[]
  readonly empty: [number, string]
}

describe.skipIf(without('boto3'))('boto3 with non-ASCII text', () => {
  let server: ServerProcess
  let found: Found
  beforeAll(async () => {
    server = await ServerProcess.start()
    found = await runPython<Found>('text_beyond_ascii.py', [server.endpoint], { key: server.rootKey() })
  })
  afterAll(() => server.close())

  it('reads the Content-Disposition that it put', () => {
    expect(found.kept).toEqual(['inline; filename="这.md"', 'inline; filename="café.md"'].map((sent) => [sent, sent, 'x']))
  })

  it('gets the Content-Disposition that it requested, or an error that explains why not', () => {
    expect(found.shown).toBe('inline; filename="café.md"')
    expect(errorOf({ text: found.refused })).toEqual({
      code: 'InvalidArgument',
      message: 'Header value cannot be represented using ISO-8859-1.',
    })
  })

  it('lists and reads keys with a plus, and with characters that XML cannot contain', () => {
    expect(found.listed).toEqual([true, true])
  })

  it('reads the last byte of an empty object as empty', () => {
    expect(found.empty).toEqual([200, ''])
  })
})
