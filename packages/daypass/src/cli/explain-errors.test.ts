import { afterEach, describe, expect, it, vi } from 'vitest'
import { isLoopbackHost } from './loopback-host.js'
import { explainErrorsOf } from './serve-flags.js'

const asked = (host: string, over: object = {}) => explainErrorsOf({ host, store: 'memory', ...over }, isLoopbackHost(host))

describe('explaining errors', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('is off by default', () => {
    expect(asked('127.0.0.1')).toBe(false)
    expect(asked('0.0.0.0')).toBe(false)
  })

  it.each([
    ['by the flag', { explainErrors: true }, ''],
    ['by the variable', {}, '1'],
    ['by both', { explainErrors: true }, '1'],
    ['by the flag, whatever the variable says', { explainErrors: true }, '0'],
  ])('is switched on %s, on loopback only', (_how, over, value) => {
    vi.stubEnv('DAYPASS_EXPLAIN_ERRORS', value)
    for (const host of ['127.0.0.1', '::1', 'localhost']) expect(asked(host, over)).toBe(true)
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'daypass.example'])
      expect(() => asked(host, over)).toThrow(`is for loopback only, not for ${host}`)
  })

  it('is rejected behind a proxy, which passes the answers on', () => {
    const trustedProxy = ['127.0.0.1']
    expect(() => asked('127.0.0.1', { explainErrors: true, trustedProxy })).toThrow('cannot be used with --trusted-proxy')
    expect(asked('127.0.0.1', { trustedProxy })).toBe(false)
    expect(asked('127.0.0.1', { explainErrors: true, trustedProxy: [] })).toBe(true)
  })

  it.each(['', '0'])('is off with DAYPASS_EXPLAIN_ERRORS=%o', (value) => {
    vi.stubEnv('DAYPASS_EXPLAIN_ERRORS', value)
    expect(asked('192.0.2.1')).toBe(false)
  })

  it.each(['true', 'yes', '2', ' 1', 'off'])('is an error with DAYPASS_EXPLAIN_ERRORS=%o', (value) => {
    vi.stubEnv('DAYPASS_EXPLAIN_ERRORS', value)
    expect(() => asked('127.0.0.1')).toThrow('DAYPASS_EXPLAIN_ERRORS must be 1 (on) or 0 (off).')
  })
})
