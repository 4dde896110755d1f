import { describe, expect, it } from 'vitest'
import { made, ALICE } from '../../testing/iam/alice.js'
import { world } from '../../testing/world.js'
import { loadModel } from '../../wire/model.js'
import { iamOperations } from './operations.js'

const model = loadModel('iam')
const inputOf = (name: string) => model.operations.get(name)?.input?.members.map((member) => member.name) ?? []
/** One that always returns an error never reads it. */
const paged = iamOperations.filter(({ name, unavailable }) => unavailable === undefined && inputOf(name).includes('Marker'))

describe('every operation of IAM that answers in pages', () => {
  it('is found by its Marker', () => {
    expect(paged.length).toBeGreaterThan(20)
  })

  it.each(paged.map((operation) => [operation.name, operation] as const))('reads the Marker that it gets: %s', async (_, operation) => {
    const here = await world()
    await made('Alice', '/', {})(here)
    expect(await here.refusal(operation, { ...ALICE, Marker: 'AAAA' })).toEqual({ code: 'ValidationError', message: 'Invalid Marker.' })
  })
})
