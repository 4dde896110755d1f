import { describe, expect, it } from 'vitest'
import type { State } from '../directory/state.js'
import type { StoredMeta } from './meta.js'
import { LAYOUT, metaOfCopy, migrate, requireKnownSchema, SCHEMA } from './migrations.js'

const ID = '11111111-1111-4111-8111-111111111111'
const before: StoredMeta = { account: '000000000000', rootKeyId: 'AKIA', masterKeyCheck: '', clockOffset: 0, createdAt: 0 }
/** A migration that only changes the installation record does not use the state. */
const state = {} as State

describe('a store of an earlier schema', () => {
  it('is migrated, and keeps its data', () => {
    expect(migrate(state, before, { installation: ID })).toEqual({
      meta: { ...before, installation: ID, ...LAYOUT },
      hasChanged: true,
    })
  })

  it('is not changed twice', () => {
    const { meta } = migrate(state, before, { installation: ID })
    expect(migrate(state, meta, { installation: ID })).toEqual({ meta, hasChanged: false })
  })
})

describe('a store of a later schema', () => {
  const later = { ...before, installation: ID, schema: SCHEMA + 2, minReader: SCHEMA }

  it('is accepted where the version that wrote it said that this one understands it, and keeps its schema', () => {
    expect(() => requireKnownSchema(later)).not.toThrow()
    expect(migrate(state, later, { installation: ID })).toEqual({ meta: later, hasChanged: false })
  })

  it.each([SCHEMA + 1, SCHEMA + 3, -1, 0.5, '1'])('is rejected where it needs schema %j', (minReader) => {
    expect(() => requireKnownSchema({ ...later, minReader: minReader as number })).toThrow('was written by a newer daypass')
  })
})

describe('the record of a copy', () => {
  it.each([1, 2, SCHEMA + 1])('of a store of schema %s is not for versions that do not know of copies', (schema) => {
    const { schema: copied = 0, minReader = 0 } = metaOfCopy({ ...before, schema, minReader: 1 })
    expect([copied, minReader]).toEqual([Math.max(schema, 2), 2])
  })
})

describe('a schema', () => {
  it.each([undefined, 0, SCHEMA])('is accepted when it is %s', (schema) => {
    expect(() => requireKnownSchema({ ...before, ...(schema === undefined ? {} : { schema }) })).not.toThrow()
  })

  it('is not checked in a store without an installation', () => {
    expect(() => requireKnownSchema(undefined)).not.toThrow()
  })

  it.each([SCHEMA + 1, -1, 0.5, '1', null])('is rejected when it is %j', (schema) => {
    expect(() => requireKnownSchema({ ...before, schema: schema as number })).toThrow('was written by a newer daypass')
  })
})
