import { beforeEach, describe, expect, it } from 'vitest'
import { getObject } from '../../../directory/s3/object.js'
import { storedBodies } from '../../../testing/s3/stored-bodies.js'
import { type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { DeleteObject } from './DeleteObject.js'
import { PutObject } from './PutObject.js'

let w: World
let ETag: string | undefined
const at = { Bucket: 'data', Key: 'k' }
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket: 'data' })
  await put(5)
})

const put = async (size: number) => {
  ETag = (await w.call(PutObject, { ...at, Body: Buffer.alloc(size) })).ETag
}
const isThere = () => w.read((state) => getObject(state, 'data', 'k')) !== undefined

describe('DeleteObject', () => {
  it.each([5, 20_000])('deletes an object of %i bytes and its body, and succeeds when it does not exist', async (size) => {
    await put(size)
    expect(await w.call(DeleteObject, at)).toEqual({})
    expect([isThere(), storedBodies(w).length]).toEqual([false, 0])
    expect(await w.call(DeleteObject, at)).toEqual({})
  })

  it('deletes only this key', async () => {
    await w.call(DeleteObject, { ...at, Key: 'k/' })
    expect([isThere(), storedBodies(w).length]).toEqual([true, 1])
  })

  it('deletes the body that If-Match names, and no other', async () => {
    expect((await w.refusal(DeleteObject, { ...at, IfMatch: '"other"' })).code).toBe('PreconditionFailed')
    expect([isThere(), storedBodies(w).length]).toEqual([true, 1])
    expect(await w.call(DeleteObject, { ...at, IfMatch: ETag })).toEqual({})
    expect(isThere()).toBe(false)
  })

  it.each(['"other"', '*'])('with the condition %s returns NoSuchKey for a key that does not exist', async (IfMatch) => {
    expect(await w.refusal(DeleteObject, { ...at, Key: 'none', IfMatch })).toEqual({
      code: 'NoSuchKey',
      message: 'The specified key does not exist.',
    })
  })

  it.each([
    [{}, ['s3:DeleteObject']],
    [{ IfMatch: '*' }, ['s3:DeleteObject']],
    [{ IfMatch: '"x"' }, ['s3:DeleteObject', 's3:GetObject']],
  ])('with %j requires %j', async (more, actions) => {
    const { event } = await w.attempt(DeleteObject, { ...at, ...more })
    expect(event.questions.map(({ question }) => question.action)).toEqual(actions)
    for (const { question } of event.questions) expect(question.resource).toBe('arn:aws:s3:::data/k')
  })

  it.each([{ MFA: '1 2' }, { BypassGovernanceRetention: true }, { IfMatchLastModifiedTime: new Date(0) }, { IfMatchSize: 5 }])(
    'refuses %j instead of ignoring it',
    async (more) => {
      expect((await w.refusal(DeleteObject, { ...at, ...more })).code).toBe('NotImplemented')
      expect(isThere()).toBe(true)
    },
  )
})
