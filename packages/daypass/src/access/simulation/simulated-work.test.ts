import { parsePolicy } from '@daypass/policy'
import { describe, expect, it } from 'vitest'
import { askingWork, readingWork } from './simulated-work.js'

function workOf(statement: object, context: Readonly<Record<string, string | readonly string[]>> = {}, keys: readonly string[] = []) {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:Get*', Resource: '*', ...statement } })
  const parsed = parsePolicy(text, 'identity')
  if (!parsed.ok) throw new Error('no policy')
  return askingWork({ policies: [parsed.policy], keys }, new Map(Object.entries(context)))
}

const many = (length: number, text: string) => Array.from({ length }, (_, at) => `${text}${at}*`)
const like = (values: readonly string[]) => ({ Condition: { StringLike: { 'aws:PrincipalTag/k': values } } })
const tag = (value: string | readonly string[]) => ({ 'aws:principaltag/k': value })

describe('the work of evaluating a layer', () => {
  it('grows with each pattern and the length of what it is compared with', () => {
    expect(workOf({ Action: many(100, 's3:') }).perAction).toBe(100 * workOf({}).perAction)
    expect(workOf({ Resource: many(100, 'arn:aws:s3:::') }).perResource).toBe(100 * workOf({}).perResource)
    expect(workOf({ Resource: many(100, 'arn:aws:s3:::') }).own).toBeGreaterThan(workOf({}).own + 100 * 200)
    expect(workOf({ Resource: `arn:aws:s3:::*${'?'.repeat(320)}` }).perResource).toBeGreaterThan(10 * workOf({}).perResource)
  })

  it('grows with the values of conditions times those of the request', () => {
    const [none, one] = [workOf(like(many(100, 'x'))).own, workOf(like(many(100, 'x')), tag('y'.repeat(100))).own]
    const fifty = workOf(like(many(100, 'x')), tag(Array.from({ length: 50 }, () => 'y'.repeat(100)))).own
    expect(fifty - none).toBe(50 * (one - none))
    expect(one - none).toBeGreaterThan(100 * 100 * 25)
  })

  it('grows with the values of variables, which are compiled again for each decision', () => {
    const Resource = `arn:aws:s3:::\${aws:username}`
    const short = workOf({ Resource }, { 'aws:username': 'x' }).own
    expect(workOf({ Resource }, { 'aws:username': 'x'.repeat(10_000) }).own).toBeGreaterThan(short + 9_000 * 100)
    expect(workOf({ Resource }, { 'aws:other': ['x'.repeat(10_000)] }).own).toBeLessThan(short)
  })

  it('grows with the keys that can be reported as missing', () => {
    expect(workOf({}, {}, many(100, 'aws:RequestTag/')).own).toBeGreaterThan(workOf({}).own + 100 * 1_500)
  })
})

describe('the work of parsing documents', () => {
  it('grows with their text, and with the square of a piece that contains ?', () => {
    expect(readingWork(['x'.repeat(1_000), 'x'.repeat(1_000)])).toBe(2 * readingWork(['x'.repeat(1_000)]))
    const [plain, masked] = [readingWork(['a'.repeat(100_000)]), readingWork(['?'.repeat(100_000)])]
    expect(masked).toBeGreaterThan(5 * plain)
    expect(readingWork(['?*'.repeat(50_000)])).toBeLessThan(1.1 * plain)
  })

  it('grows in the same way when the ? is written as an escape', () => {
    const piece = 'x'.repeat(100_000)
    expect(readingWork([`*\\u003f${piece}`])).toBeGreaterThan(0.99 * readingWork([`*?${piece}`]))
    expect(readingWork([`*\\u003F${piece}`])).toBeGreaterThan(0.99 * readingWork([`*?${piece}`]))
  })
})
