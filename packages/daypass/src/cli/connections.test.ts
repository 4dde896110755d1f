import { describe, expect, it } from 'vitest'
import { connectionsOf } from './connections.js'

describe('the limits of connections', () => {
  it.each([
    ['the number of open files is not known', {}, undefined, [4_096, 1_024]],
    ['many files may be open', {}, 1_048_576, [4_096, 1_024]],
    ['1,024 files may be open', {}, 1_024, [480, 120]],
    ['200 files may be open', {}, 200, [68, 17]],
    ['almost no file may be open', {}, 10, [4, 1]],
    ['a total is given', { maxConnections: '10' }, undefined, [10, 3]],
    ['both are given', { maxConnections: '5000', maxConnectionsPerAddress: '5000' }, 200, [5_000, 5_000]],
  ])('when %s', (_when, flags, files, [connections, connectionsPerAddress]) => {
    expect(connectionsOf(flags, files)).toEqual({ connections, connectionsPerAddress })
  })

  it.each(['0', '-1', '1e3', '0x10', ' 5', '5.0', '', '12345678'])('are not %j', (text) => {
    expect(() => connectionsOf({ maxConnections: text })).toThrow('--max-connections must be a whole number')
    expect(() => connectionsOf({ maxConnectionsPerAddress: text })).toThrow('--max-connections-per-address must be a whole number')
  })
})
