import { describe, expect, it } from 'vitest'
import { monitorAddressOf } from './monitor-flags.js'

describe('--admin-port and --admin-host', () => {
  it.each([
    [{}, undefined],
    [{ adminPort: '9464' }, { host: '127.0.0.1', port: 9464 }],
    [
      { adminPort: '0', adminHost: '::1' },
      { host: '::1', port: 0 },
    ],
    [
      { adminPort: '9464', adminHost: '0.0.0.0' },
      { host: '0.0.0.0', port: 9464 },
    ],
  ])('%j', (flags, address) => {
    expect(monitorAddressOf(flags)).toEqual(address)
  })

  it.each([
    [{ adminHost: '127.0.0.1' }, '--admin-host needs --admin-port. Give both, or neither.'],
    [{ adminPort: '70000' }, '--admin-port must be a number from 0 to 65535, not 70000.'],
    [{ adminPort: '9464', adminHost: 'metrics.example.com' }, '--admin-host must be an IP address or localhost, not metrics.example.com.'],
  ])('%j is an error', (flags, message) => {
    expect(() => monitorAddressOf(flags)).toThrow(message)
  })
})
