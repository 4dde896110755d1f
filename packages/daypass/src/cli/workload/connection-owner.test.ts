import { describe, expect, it } from 'vitest'
import { connectionOwner, isOwnConnection } from './connection-owner.js'

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'
const row = (local: string, remote: string, user: number) =>
  `   1: ${local} ${remote} 01 00000000:00000000 00:00000000 00000000  ${user}        0 4711 1`
const tables = (tcp: string[], tcp6?: string[]) => (path: string) => {
  if (path === '/proc/net/tcp') return [HEAD, ...tcp].join('\n')
  if (tcp6 === undefined) throw new Error('no IPv6')
  return [HEAD, ...tcp6].join('\n')
}
const ends = { client: 0x1234, server: 0x11d6 }
const MAPPED = '0000000000000000FFFF00000100007F'

describe('the user behind a connection on loopback', () => {
  it.each<[string, (path: string) => string, unknown]>([
    ['is in the table', tables([row('0100007F:11D6', '0100007F:1234', 1), row('0100007F:1234', '0100007F:11D6', 1001)]), 1001],
    ['is in the table of IPv6 sockets', tables([], [row(`${MAPPED}:1234`, `${MAPPED}:11D6`, 1002)]), 1002],
    ['is not that of another connection', tables([row('0100007F:1235', '0100007F:11D6', 1001)]), undefined],
    ['is not that of another address', tables([row('0200007F:1234', '0100007F:11D6', 1001)]), undefined],
    ['is not known where there is no table', () => JSON.parse('x'), 'unknown'],
  ])('%s', (_is, read, owner) => {
    expect(connectionOwner(ends, read)).toBe(owner)
  })

  it('may be this user or the administrator, nobody else', () => {
    const from = (user: number) => tables([row('0100007F:1234', '0100007F:11D6', user)])
    const own = process.getuid?.() ?? 0
    expect([own, 0, own + 1].map((user) => isOwnConnection(ends, from(user)))).toEqual([true, true, false])
    expect(isOwnConnection(ends, tables([]))).toBe(false)
  })
})
