import { describe, expect, it } from 'vitest'
import { world } from '../testing/world.js'
import { type CursorScope, openCursor, sealCursor } from './cursor.js'

const scope: CursorScope = { account: '000000000000', operation: 'ListUsers', filter: '/team/' }

describe('a pagination marker', () => {
  it('returns its position for the same request, and cannot be read or used for another', async () => {
    const { ring, ids, read } = await world()
    const marker = read((state) => sealCursor('some-user', scope, { ring, state, ids }))
    const open = (text: string, at: CursorScope) => read((state) => openCursor(text, at, { ring, state }))
    expect(open(marker, scope)).toBe('some-user')
    expect(Buffer.from(marker, 'base64url').toString('latin1')).not.toContain('some-user')
    expect(open(marker, { ...scope, account: '111111111111' })).toBeUndefined()
    expect(open(marker, { ...scope, operation: 'ListRoles' })).toBeUndefined()
    expect(open(marker, { ...scope, filter: '/' })).toBeUndefined()
    for (const other of ['', 'AAAA', 'x'.repeat(10_000), marker.slice(1), marker.slice(0, -4)]) expect(open(other, scope)).toBeUndefined()
  })
})
