import { describe, expect, it } from 'vitest'
import { documentOf, isoTime, Unreadable } from './values.js'

describe('a time in a file', () => {
  it.each<[value: unknown, expected: string | undefined]>([
    ['2024-03-05T06:07:08Z', '2024-03-05T06:07:08Z'],
    ['2024-03-05T06:07:08+00:00', '2024-03-05T06:07:08Z'],
    ['2024-03-05T06:07:08.123456+02:00', '2024-03-05T04:07:08Z'],
    ['2024-03-05T06:07:08+0200', '2024-03-05T04:07:08Z'],
    ['2024-03-05 06:07:08+00:00', '2024-03-05T06:07:08Z'],
    ['Tue, 05 Mar 2024 06:07:08 GMT', '2024-03-05T06:07:08Z'],
    [1_709_618_828, '2024-03-05T06:07:08Z'],
    [1_709_618_828.75, '2024-03-05T06:07:08Z'],
    [1_709_618_828_000, '2024-03-05T06:07:08Z'],
    ['1709618828', '2024-03-05T06:07:08Z'],
    [undefined, undefined],
    [null, undefined],
  ])('%j is %s', (value, expected) => expect(isoTime(value)).toBe(expected))

  it.each([['yesterday'], ['2024-02-31T00:00:00Z'], ['2024-03-05'], [''], [-1], [1e20], [Number.NaN], [true], [{}]])(
    '%j is refused',
    (value) => expect(() => isoTime(value)).toThrow(Unreadable),
  )
})

describe('a policy document in a file', () => {
  const text = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'

  it.each<[form: string, value: unknown, expected: string]>([
    ['an object', JSON.parse(text), text],
    ['a text', ` ${text}\n`, ` ${text}\n`],
    ['percent-encoded', encodeURIComponent(text), text],
    ['a text with a percent sign', text.replace('s3:*"', 's3:%41"'), text.replace('s3:*"', 's3:%41"')],
    ['an object with a member __proto__', JSON.parse('{"__proto__":{"Effect":"Allow"}}'), '{"__proto__":{"Effect":"Allow"}}'],
  ])('may be %s', (_form, value, expected) => expect(documentOf(value)).toBe(expected))

  it.each<[what: string, value: unknown, problem: RegExp]>([
    ['nothing', undefined, /must be an object or a text/],
    ['a list', [], /must be an object or a text/],
    ['encoded badly', '%7B%', /not valid percent-encoding/],
    [
      'an object whose numbers are not exact',
      JSON.parse('{"Condition":{"StringEquals":{"k":12345678901234567890}}}'),
      /is not exact\. Give the document as text/,
    ],
    ['nested too deeply', JSON.parse(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`), /nested too deeply/],
  ])('is not %s', (_what, value, problem) => expect(() => documentOf(value)).toThrow(problem))
})
