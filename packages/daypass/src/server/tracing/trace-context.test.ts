import { describe, expect, it } from 'vitest'
import { readTraceContext } from './trace-context.js'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'
const parent = `00-${TRACE}-${SPAN}-01`

describe('traceparent', () => {
  it.each([
    ['a sampled one', parent, true],
    ['one that is not sampled', `00-${TRACE}-${SPAN}-00`, false],
    ['other flags', `00-${TRACE}-${SPAN}-03`, true],
    ['a later version', `cc-${TRACE}-${SPAN}-01`, true],
    ['a later version that says more', `cc-${TRACE}-${SPAN}-01-what-the-future-has`, true],
  ])('%s is taken', (_, traceparent, isSampled) => {
    expect(readTraceContext({ traceparent })).toEqual({ traceId: TRACE, spanId: SPAN, isSampled, state: '' })
  })

  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['two, joined as Node does', `${parent}, ${parent}`],
    ['upper case', parent.toUpperCase()],
    ['version ff', `ff-${TRACE}-${SPAN}-01`],
    ['more than version 00 has', `${parent}-01`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['a span id of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['an id that is short', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['an id that is not hexadecimal', `00-${TRACE.slice(1)}g-${SPAN}-01`],
    ['flags of one digit', `00-${TRACE}-${SPAN}-1`],
    ['a space before', ` ${parent}`],
    ['a line after', `${parent}\n`],
    ['a later version without a dash', `cc-${TRACE}-${SPAN}-01.what`],
    ['a later version without end', `cc-${TRACE}-${SPAN}-01-${'x'.repeat(100_000)}`],
  ])('%s is ignored', (_, traceparent) => {
    expect(readTraceContext({ traceparent, tracestate: 'a=b' })).toBeUndefined()
  })
})

describe('tracestate', () => {
  it.each([
    ['one member', 'rojo=00f067aa0ba902b7', 'rojo=00f067aa0ba902b7'],
    ['several, with spaces and empty members', ' a=1 ,, \tb@c=2\t,', 'a=1,b@c=2'],
    ['a value with spaces in it', 'a=b c', 'a=b c'],
    ['32 members', Array.from({ length: 32 }, (_, i) => `k${i}=v`).join(','), Array.from({ length: 32 }, (_, i) => `k${i}=v`).join(',')],
  ])('%s is passed on', (_, tracestate, state) => {
    expect(readTraceContext({ traceparent: parent, tracestate })?.state).toBe(state)
  })

  it.each([
    ['33 members', Array.from({ length: 33 }, (_, i) => `k${i}=v`).join(',')],
    ['a key twice', 'a=1,a=2'],
    ['a key in upper case', 'A=1'],
    ['no value', 'a='],
    ['no key', '=1'],
    ['an equals sign in a value', 'a=b=c'],
    ['text beyond ASCII', 'a=\u00e9'],
    ['more than 512 characters', `a=${'x'.repeat(250)},b=${'x'.repeat(250)},c=${'x'.repeat(20)}`],
    ['100,000 spaces', `a=1,${' '.repeat(100_000)}`],
  ])('%s leaves the parent, and no state', (_, tracestate) => {
    expect(readTraceContext({ traceparent: parent, tracestate })).toMatchObject({ traceId: TRACE, state: '' })
  })

  it.each([
    ['spaces', `a=${' '.repeat(509)}b`],
    ['tabs', `a${'\t'.repeat(510)}b`],
    ['commas', ','.repeat(512)],
    ['spaces and commas', ' ,'.repeat(256)],
  ])('of 512 characters, most of them %s, takes no time that a request would notice', (_, tracestate) => {
    const before = process.cpuUsage()
    for (let i = 0; i < 2_000; i++) readTraceContext({ traceparent: parent, tracestate })
    const { user, system } = process.cpuUsage(before)
    // Microseconds: 0.1 milliseconds each.
    expect(user + system).toBeLessThan(200_000)
  })
})
