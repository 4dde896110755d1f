import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { putObjectBytes } from '../../../directory/s3/object-bytes.js'
import { fileParts } from '../../../testing/s3/file-parts.js'
import { temporaryFolder } from '../../../testing/temporary-folder.js'
import { makeObjectFiles, type ObjectFiles, type ReceivedFile } from './object-files.js'

let folder: string
let files: ObjectFiles
let parts: Awaited<ReturnType<typeof fileParts>>
beforeEach(async () => {
  folder = join(temporaryFolder('object-files'), 'objects')
  parts = await fileParts()
  files = makeObjectFiles(folder, parts)
})

async function* chunks(...given: (string | Uint8Array | Error)[]): AsyncGenerator<Uint8Array> {
  for (const part of given) {
    if (part instanceof Error) throw part
    yield Buffer.from(part)
  }
}

const allFiles = (): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []))

async function bytesOf(body: AsyncIterable<Uint8Array> | undefined): Promise<Buffer> {
  if (body === undefined) throw new Error('the file is gone')
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function receive(...given: (string | Uint8Array)[]): Promise<ReceivedFile> {
  const received = await files.receive(chunks(...given), 1_000_000)
  if (received === 'too large') throw new Error(received)
  return received
}

describe('receiving', () => {
  it('stores any bytes in any chunks, and returns their size and MD5', async () => {
    const bodies = fc.array(fc.uint8Array({ maxLength: 3_000 }), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(bodies, async (given) => {
        const whole = Buffer.concat(given)
        const received = await receive(...given)
        expect(received.size).toBe(whole.length)
        expect(received.md5).toBe(createHash('md5').update(whole).digest('hex'))
        expect((await bytesOf(await files.read(received, { start: 0, length: whole.length }))).equals(whole)).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  it('creates folders and files that only the own user can access', async () => {
    const { file } = await receive('secret')
    const mode = (...path: string[]) => (statSync(join(folder, ...path)).mode & 0o777).toString(8)
    expect([mode(), mode('tmp'), mode(file.slice(0, 2)), mode(file.slice(0, 2), file)]).toEqual(['700', '700', '700', '600'])
  })

  it('accepts a body of exactly the limit', async () => {
    expect(await files.receive(chunks('1234', '5678'), 8)).toMatchObject({ size: 8 })
  })

  it('stops at a body over the limit, and leaves no file', async () => {
    const source = chunks('1234', '5678', '9', new Error('read on after the limit'))
    expect(await files.receive(source, 8)).toBe('too large')
    expect(allFiles()).toEqual([])
  })

  it('leaves no file of a body that fails half-way, and throws the error', async () => {
    await expect(files.receive(chunks('1234', new Error('altered')), 8)).rejects.toThrow('altered')
    expect(allFiles()).toEqual([])
  })
})

describe('a full disk', () => {
  const full = (call: string) => Object.assign(new Error(`ENOSPC: no space left on device, ${call}`), { code: 'ENOSPC' })
  let handles: FileHandle
  beforeEach(async () => {
    const handle = await open(join(folder, 'any'), 'w')
    handles = Object.getPrototypeOf(handle) as FileHandle
    await handle.close()
    rmSync(join(folder, 'any'))
  })
  afterEach(() => vi.restoreAllMocks())

  it.each(['writev', 'sync'] as const)('at %s is the error, and no file remains', async (call) => {
    vi.spyOn(handles, call).mockRejectedValueOnce(full(call))
    await expect(files.receive(chunks(Buffer.alloc(100_000)), 1_000_000)).rejects.toMatchObject({ code: 'ENOSPC' })
    expect(allFiles()).toEqual([])
  })

  it('when the folder of a file is made durable is the error, and no file remains', async () => {
    const sync = vi.spyOn(handles, 'sync')
    sync.mockResolvedValueOnce(undefined).mockRejectedValueOnce(full('fsync'))
    await expect(files.receive(chunks(Buffer.alloc(100_000)), 1_000_000)).rejects.toMatchObject({ code: 'ENOSPC' })
    expect(allFiles()).toEqual([])
  })

  it('that takes a part of a write at first gets the rest', async () => {
    vi.spyOn(handles, 'writev').mockImplementationOnce(async function (this: FileHandle, pieces) {
      const [first = new Uint8Array(0)] = pieces as Uint8Array[]
      const { bytesWritten } = await this.write(first, 0, 1_000)
      return { bytesWritten, buffers: pieces } as never
    })
    const received = await receive(Buffer.alloc(100_000, 'rest '))
    expect((await bytesOf(await files.read(received, { start: 0, length: 100_000 }))).equals(Buffer.alloc(100_000, 'rest '))).toBe(true)
  })
})

describe('reading', () => {
  it('returns any part of a file', async () => {
    const whole = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251))
    const received = await receive(whole)
    const ends = fc.tuple(fc.nat(whole.length), fc.nat(whole.length)).map(([one, other]) => [Math.min(one, other), Math.max(one, other)])
    const edges = [0, 1, 65_535, 65_536, 65_537, 131_072, 299_999, 300_000]
    const atEdges = edges.flatMap((start) => edges.flatMap((end) => (start <= end ? [[start, end]] : [])))
    const check = async ([start = 0, end = 0]: number[]) => {
      const part = await bytesOf(await files.read(received, { start, length: end - start }))
      expect(part.equals(whole.subarray(start, end))).toBe(true)
    }
    for (const one of atEdges) await check(one)
    await fc.assert(fc.asyncProperty(ends, check), { numRuns: 60 })
  })

  it('returns undefined when the file is gone', async () => {
    const received = await receive('x')
    await files.remove(received.file)
    expect(await files.read(received, { start: 0, length: 1 })).toBeUndefined()
  })

  it('continues to read a file that is removed meanwhile', async () => {
    const whole = Buffer.alloc(300_000, 'still here')
    const received = await receive(whole)
    const body = await files.read(received, { start: 0, length: whole.length })
    await files.remove(received.file)
    expect((await bytesOf(body)).equals(whole)).toBe(true)
  })

  it('closes the file when reading ends early, and then returns nothing more', async () => {
    const received = await receive(Buffer.alloc(400_000))
    const body = await files.read(received, { start: 0, length: 400_000 })
    const iterator = body?.[Symbol.asyncIterator]()
    expect((await iterator?.next())?.done).toBe(false)
    await iterator?.return?.()
    expect(await iterator?.next()).toEqual({ done: true, value: undefined })
    expect(await iterator?.return?.()).toEqual({ done: true, value: undefined })
  })

  it('reads what was stored under an older storage key', async () => {
    const received = await receive('older')
    await parts.rotate()
    const newer = await receive('newer')
    expect([received.bodyKey.version, newer.bodyKey.version]).toEqual([1, 2])
    expect((await bytesOf(await files.read(received, { start: 0, length: 5 }))).toString()).toBe('older')
    expect((await bytesOf(await files.read(newer, { start: 0, length: 5 }))).toString()).toBe('newer')
  })

  it('reads a file without a key as it is: it is from before files were encrypted', async () => {
    const file = 'ab'.repeat(16)
    const { file: made } = await receive('x')
    const path = join(folder, made.slice(0, 2), made)
    writeFileSync(path, Buffer.alloc(200_000, 'plain'))
    expect((await bytesOf(await files.read({ file: made }, { start: 5, length: 7 }))).toString()).toBe('plainpl')
    expect(await bytesOf(await files.read({ file: made }, { start: 0, length: 200_000 }))).toHaveLength(200_000)
    await expect(files.read({ file: made }, { start: 200_000, length: 8 })).rejects.toThrow('shorter')
    expect(await files.read({ file }, { start: 0, length: 1 })).toBeUndefined()
  })

  it('does not follow a symbolic link', async () => {
    const received = await receive('x')
    await files.remove(received.file)
    writeFileSync(join(folder, 'secret'), 'not ours')
    symlinkSync(join(folder, 'secret'), join(folder, received.file.slice(0, 2), received.file))
    await expect(files.read(received, { start: 0, length: 8 })).rejects.toMatchObject({ code: 'ELOOP' })
  })

  it.each(['../../etc/passwd', 'a/b', '', 'ABCDEF', `${'0'.repeat(31)}/`])('rejects %j as a file name', async (file) => {
    await expect(files.read({ file }, { start: 0, length: 1 })).rejects.toThrow(TypeError)
  })
})

describe('damage', () => {
  const pathOf = ({ file }: ReceivedFile) => join(folder, file.slice(0, 2), file)
  const whole = Buffer.alloc(400_000, 'whole')
  const all = { start: 0, length: whole.length }
  function change(received: ReceivedFile, at: number): void {
    const bytes = readFileSync(pathOf(received))
    bytes[at] = (bytes[at] ?? 0) ^ 1
    writeFileSync(pathOf(received), bytes)
  }

  it('of a byte that would be sent first is an error before any byte is returned', async () => {
    const received = await receive(whole)
    change(received, 100)
    await expect(files.read(received, all)).rejects.toMatchObject({ code: 'DamagedBody', file: received.file })
    expect(parts.warned).toEqual([])
  })

  it('of a later byte ends the answer before it, and the operator is told', async () => {
    const received = await receive(whole)
    change(received, 300_000)
    const body = await files.read(received, all)
    const pieces: Uint8Array[] = []
    const reading = (async () => {
      for await (const piece of body ?? []) pieces.push(piece)
    })()
    await expect(reading).rejects.toMatchObject({ code: 'DamagedBody' })
    const sent = Buffer.concat(pieces)
    expect([sent.equals(whole.subarray(0, sent.length)), sent.length <= 300_000]).toEqual([true, true])
    expect(parts.warned).toEqual([
      expect.stringMatching(/^A download was cut off: the object file [0-9a-f]{32} is damaged: frame 4 .*store verify/),
    ])
  })

  it('outside a range does not concern it', async () => {
    const received = await receive(whole)
    change(received, 300_000)
    expect(await bytesOf(await files.read(received, { start: 10, length: 1_000 }))).toHaveLength(1_000)
  })

  it.each([
    ['cut off inside a frame', (bytes: Buffer) => bytes.subarray(0, 100_000)],
    ['cut off between frames', (bytes: Buffer) => bytes.subarray(0, 65_552)],
    ['longer', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('x')])],
    ['empty', () => Buffer.alloc(0)],
    [
      "with two frames in each other's place",
      (bytes: Buffer) => Buffer.concat([bytes.subarray(65_552, 131_104), bytes.subarray(0, 65_552), bytes.subarray(131_104)]),
    ],
  ])('is noticed in a file that is %s', async (_, damaged) => {
    const received = await receive(whole)
    writeFileSync(pathOf(received), damaged(readFileSync(pathOf(received))))
    await expect(files.read(received, all)).rejects.toMatchObject({ code: 'DamagedBody' })
    await expect(files.read(received, { start: 0, length: 1 })).rejects.toMatchObject({ code: 'DamagedBody' })
  })

  it('is a file in the place of another, a key of another, and a size that is not that of the record', async () => {
    const [one, other] = [await receive(whole), await receive(whole)]
    writeFileSync(pathOf(one), readFileSync(pathOf(other)))
    await expect(files.read(one, all)).rejects.toMatchObject({ code: 'DamagedBody' })
    await expect(files.read({ ...one, bodyKey: other.bodyKey }, all)).rejects.toThrow('its key in the record does not open')
    await expect(files.read(other, { start: 0, length: whole.length + 1 })).rejects.toThrow('its record says that there are more')
  })

  it('of a small body in the store is noticed as well', async () => {
    const received = await files.receiveInline(chunks('small body'), 100, parts.state())
    if (received === 'too large' || received.sealed === undefined) throw new Error('it has a file')
    const { file, sealed } = received
    const read = async () => (await bytesOf(await files.read(received, { start: 2, length: 5 }))).toString()
    expect(await files.read(received, { start: 0, length: 1 })).toBeUndefined()
    await parts.change((state) => putObjectBytes(state, file, sealed))
    expect(await read()).toBe('all b')
    await parts.change((state) =>
      putObjectBytes(
        state,
        file,
        sealed.map((byte, at) => (at === 3 ? byte ^ 1 : byte)),
      ),
    )
    await expect(read()).rejects.toMatchObject({ code: 'DamagedBody', file })
    await parts.change((state) => putObjectBytes(state, file, sealed.subarray(1)))
    await expect(read()).rejects.toMatchObject({ code: 'DamagedBody', file })
  })
})
