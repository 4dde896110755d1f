import { expect, it } from 'vitest'
import { world } from '../../../testing/world.js'
import { GetObjectAcl } from './GetObjectAcl.js'

it('GetObjectAcl asks for s3:GetObjectAcl', async () => {
  const w = await world()
  const asked = (await w.attempt(GetObjectAcl, { Bucket: 'data', Key: 'k' })).event.questions
  expect(asked.map(({ question: { action, resource } }) => [action, resource])).toEqual([['s3:GetObjectAcl', 'arn:aws:s3:::data/k']])
})
