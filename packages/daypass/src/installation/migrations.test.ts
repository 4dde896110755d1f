import { describe, expect, it } from 'vitest'
import type { State } from '../directory/state.js'
import type { StoredMeta } from './meta.js'
import { migrate, requireKnownSchema, SCHEMA } from './migrations.js'

const ID = '11111111-1111-4111-8111-111111111111'
const before: StoredMeta = { account: '000000000000', rootKeyId: 'AKIA', masterKeyCheck: '', clockOffset: 0, createdAt: 0 }
/** A migration that only changes the installation record does not use the state. */
const state = {} as State

describe('a store of an earlier schema', () => {
  it('is migrated, and keeps its data', () => {
    expect(migrate(state, before, { installation: ID })).toEqual({
      meta: { ...before, installation: ID, schema: SCHEMA },
      hasChanged: true,
    })
  })

  it('is not changed twice', () => {
    const { meta } = migrate(state, before, { installation: ID })
    expect(migrate(state, meta, { installation: ID })).toEqual({ meta, hasChanged: false })
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
