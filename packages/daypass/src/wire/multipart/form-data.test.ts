import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundaryOf, FormDataProblem, readFormData } from './form-data.js'

const BOUNDS = { fields: 1_000, rest: 100 }
const field = (name: string, value: string): string => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
const file = (value: string, more = '; filename="f.txt"'): string =>
  `--b\r\nContent-Disposition: form-data; name="file"${more}\r\nContent-Type: text/plain\r\n\r\n${value}\r\n`
const END = '--b--\r\n'

async function* inPieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function read(text: string | Buffer, size = 7, bounds = BOUNDS) {
  const source = inPieces(Buffer.from(text as string, 'latin1'), size)
  const form = await readFormData(source, 'b', bounds)
  let content = ''
  for await (const piece of form.file?.bytes ?? []) content += Buffer.from(piece).toString('latin1')
  return { fields: Object.fromEntries(form.fields), name: form.file?.name, content: form.file && content }
}

const problemOf = (text: string, bounds?: typeof BOUNDS) =>
  read(text, 7, bounds).then(
    () => 'none',
    (error: unknown) => (error instanceof FormDataProblem ? error.problem : String(error)),
  )

describe('the boundary of a form', () => {
  it.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['Multipart/Form-Data;boundary="a b"', 'a b'],
    ['multipart/form-data; charset=utf-8; boundary=abc; x=y', 'abc'],
    ['multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW', '----WebKitFormBoundary7MA4YWxkTrZu0gW'],
    ['multipart/form-data', ''],
    ['multipart/form-data; boundary=', ''],
    [`multipart/form-data; boundary=${'x'.repeat(71)}`, ''],
    ['multipart/form-data-x; boundary=abc', undefined],
    ['application/x-www-form-urlencoded', undefined],
    [undefined, undefined],
  ])('of %j is %j', (type, expected) => {
    expect(boundaryOf(type)).toBe(expected)
  })
})

describe('a form', () => {
  it.each([1, 2, 3, 5, 64, 10_000])('has its fields and its file, in pieces of %i bytes', async (size) => {
    const text = field('Key', 'a b') + field('empty', '') + file('x\r\n--a\r\n--\r\n-b') + field('after', 'ignored') + END
    expect(await read(text, size)).toEqual({ fields: { key: 'a b', empty: '' }, name: 'f.txt', content: 'x\r\n--a\r\n--\r\n-b' })
  })

  it('has a file of any bytes, in pieces of any size', async () => {
    const pieces = fc.array(fc.constantFrom('\r\n--b', '\r', '\n', '-', '--', 'b', 'x', '\0', '\xff'), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(pieces, fc.integer({ min: 1, max: 40 }), async (parts, size) => {
        // The boundary itself cannot be in a file: browsers choose it so.
        const content = parts.join('').replaceAll('\r\n--b', '')
        fc.pre(!content.includes('\r\n--b'))
        expect((await read(field('key', 'k') + file(content) + END, size)).content).toBe(content)
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['without a file name', '', ''],
    ['with one in bytes of UTF-8', '; filename="Ã¼.txt"', 'Ã¼.txt'],
    ['with quotes in it', '; filename="a\\"b.txt"', 'a\\"b.txt'],
    ['with semicolons in it', '; filename="a;b=c.txt"', 'a;b=c.txt'],
  ])('may have a file %s', async (_, more, name) => {
    expect((await read(file('x', more) + END)).name).toBe(name)
  })

  it('may have no file', async () => {
    expect(await read(field('key', 'k') + END)).toEqual({ fields: { key: 'k' }, name: undefined, content: undefined })
  })

  it.each([
    ['nothing', '', 'malformed'],
    ['something before its boundary', `preamble\r\n${file('x')}${END}`, 'malformed'],
    ['another boundary', file('x').replace('--b', '--c'), 'malformed'],
    ['a boundary that goes on', file('x').replace('--b', '--bc'), 'malformed'],
    ['a field twice', field('key', 'a') + field('KEY', 'b') + file('x') + END, 'malformed'],
    ['a part without a name', `--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n${END}`, 'malformed'],
    ['a part with two names', `--b\r\nContent-Disposition: form-data; name="a"; name="b"\r\n\r\nx\r\n${END}`, 'malformed'],
    [
      'a part with two dispositions',
      `--b\r\nContent-Disposition: form-data; name="a"\r\nContent-Disposition: form-data; name="b"\r\n\r\nx\r\n${END}`,
      'malformed',
    ],
    ['a quote without an end', `--b\r\nContent-Disposition: form-data; name="${'\\"'.repeat(90)}\r\n\r\nx\r\n${END}`, 'malformed'],
    ['a bare name with spaces', `--b\r\nContent-Disposition: form-data; name=a b\r\n\r\nx\r\n${END}`, 'malformed'],
    ['an attachment', `--b\r\nContent-Disposition: attachment; name="file"\r\n\r\nx\r\n${END}`, 'malformed'],
    ['a name with a line break', field('a\r\nb', 'x') + file('x') + END, 'malformed'],
    ['a field that is not UTF-8', field('key', '\xff') + file('x') + END, 'malformed'],
    ['a file name that is not UTF-8', file('x', '; filename="\xff"') + END, 'malformed'],
    ['an end in its fields', field('key', 'k').slice(0, -2), 'truncated'],
    ['an end in the head of its file', '--b\r\nContent-Disposition: form-data; name="file"', 'truncated'],
    ['an end in its file', file('x').slice(0, -1), 'truncated'],
    ['an end after a boundary', `${file('x')}--b`, 'truncated'],
    ['no boundary at its end', file('x'), 'truncated'],
    ['a boundary at its end that goes on', `${file('x')}--bxy`, 'malformed'],
    ['large fields', field('a', 'x'.repeat(600)) + field('b', 'x'.repeat(600)) + file('x') + END, 'fields-too-large'],
    ['a field without an end', field('a', 'x'.repeat(100_000)), 'fields-too-large'],
    ['a head without an end', `--b\r\n${'x'.repeat(100_000)}`, 'fields-too-large'],
    ['much after its file', file('x') + field('a', 'x'.repeat(200)) + END, 'malformed'],
    ['much after its end', file('x') + END + 'x'.repeat(200), 'malformed'],
  ])('is refused with %s', async (_, text, problem) => {
    expect(await problemOf(text)).toBe(problem)
  })

  it('lets go of its source when it is refused, and when its file is released', async () => {
    const released: string[] = []
    const source = async function* (text: string) {
      try {
        yield Buffer.from(text)
        yield Buffer.from('more')
      } finally {
        released.push(text.slice(0, 3))
      }
    }
    await expect(readFormData(source('bad'), 'b', BOUNDS)).rejects.toThrow(FormDataProblem)
    const { file: held } = await readFormData(source(file('x').slice(0, -2)), 'b', BOUNDS)
    expect(released).toEqual(['bad'])
    await held?.release()
    expect(released).toEqual(['bad', '--b'])
  })
})
