import { afterEach, describe, expect, it } from 'vitest'
import { shareOf, workersOf } from './workers-of.js'

afterEach(() => {
  delete process.env.DAYPASS_WORKERS
})

describe('the number of workers', () => {
  it.each([
    [{}, undefined, 1],
    [{}, '3', 3],
    [{ workers: '2' }, '3', 2],
    [{ workers: '1', dev: true }, undefined, 1],
    [{ workers: '32' }, undefined, 32],
  ])('by the flags %j and DAYPASS_WORKERS=%s is %s', (flags, value, expected) => {
    if (value !== undefined) process.env.DAYPASS_WORKERS = value
    expect(workersOf({ store: 'lmdb', ...flags }, true)).toBe(expected)
  })

  it.each(['0', '33', '-1', '1.5', 'two', ''])('is not %j', (workers) => {
    expect(() => workersOf({ store: 'lmdb', workers }, true)).toThrow(`--workers must be a whole number from 1 to 32, not ${workers}.`)
  })

  it.each([
    [{ store: 'memory' }, '--store memory belongs to one process, and cannot have 2 workers'],
    [{ store: 'lmdb', dev: true }, '--dev has one process'],
  ])('is 1 for %j', (flags, text) => {
    expect(() => workersOf({ ...flags, workers: '2' }, true)).toThrow(text)
    expect(workersOf({ ...flags, workers: '1' }, true)).toBe(1)
  })

  it('is 1 for etcd, and a refusal does not say what is in the URL', () => {
    const refused = () => workersOf({ store: 'etcd://daypass:secret@10.0.0.1', workers: '2' }, true)
    expect(refused).toThrow('--store etcd belongs to one process')
    expect(refused).toThrow('start more nodes instead')
    expect(refused).not.toThrow('secret')
  })

  it('is 1 where processes cannot hold a lock together', () => {
    expect(() => workersOf({ store: 'lmdb', workers: '2' }, false)).toThrow('only on Linux')
  })
})

describe("a worker's part of the connections", () => {
  it.each([
    [{ connections: 4_096, connectionsPerAddress: 1_024 }, 1, { connections: 4_096, connectionsPerAddress: 1_024 }],
    [{ connections: 4_096, connectionsPerAddress: 1_024 }, 3, { connections: 1_365, connectionsPerAddress: 341 }],
    [{ connections: 5, connectionsPerAddress: 2 }, 2, { connections: 2, connectionsPerAddress: 1 }],
  ])('of %j with %s workers', (all, workers, expected) => {
    expect(shareOf(all, workers)).toEqual(expected)
  })

  it('is one connection at least', () => {
    expect(() => shareOf({ connections: 10, connectionsPerAddress: 3 }, 4)).toThrow('4 workers share the connections, and 3 are too few')
  })
})
