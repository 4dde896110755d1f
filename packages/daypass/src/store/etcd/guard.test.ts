import { describe, expect, it } from 'vitest'
import { Guard } from './guard.js'
import { Keyspace } from './keyspace.js'
import { Mirror } from './mirror.js'

describe('a guard', () => {
  const keyspace = new Keyspace('/p')
  const told: string[] = []
  const asked: string[] = []
  const mirror = new Mirror(keyspace, 0, 10)
  const problem = (value: Uint8Array | undefined) => {
    const text = value === undefined ? 'nothing' : Buffer.from(value).toString()
    asked.push(text)
    return text === 'newer' ? 'A newer version is needed.' : undefined
  }
  const guard = new Guard(mirror, { key: 'layout', problem }, (text) => told.push(text))
  let revision = 0
  const put = (key: string, value: string) =>
    mirror.apply(++revision, [{ key: keyspace.dataKey(key), value: Buffer.from(value), isDelete: false, modRevision: revision }])

  it('has no problem with a store without the record, nor with a record that it may use', () => {
    expect(guard.problem()).toBeUndefined()
    put('layout', 'known')
    expect(guard.problem()).toBeUndefined()
    expect(asked).toEqual(['nothing', 'known'])
  })

  it('looks again only when records have changed', () => {
    expect([guard.problem(), guard.problem()]).toEqual([undefined, undefined])
    put('other', '1')
    expect([guard.problem(), guard.problem()]).toEqual([undefined, undefined])
    expect(asked).toEqual(['nothing', 'known', 'known'])
  })

  it('refuses from the change on that makes the store unusable, tells it once, and no longer than that', () => {
    put('layout', 'newer')
    put('other', '2')
    expect([guard.problem(), guard.problem()]).toEqual(['A newer version is needed.', 'A newer version is needed.'])
    put('other', '3')
    expect(guard.problem()).toBe('A newer version is needed.')
    expect(told).toEqual(['Every request is refused: A newer version is needed.'])
    put('layout', 'known')
    expect(guard.problem()).toBeUndefined()
  })

  it('lets any version in where there is none', () => {
    expect(new Guard(mirror, undefined, () => {}).problem()).toBeUndefined()
  })
})
