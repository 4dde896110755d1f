import { expect, it } from 'vitest'
import { ACCOUNT, world } from '../../testing/world.js'
import { DeletePublicAccessBlock } from './DeletePublicAccessBlock.js'

it('DeletePublicAccessBlock asks for s3:PutAccountPublicAccessBlock', async () => {
  const w = await world()
  const input = { AccountId: ACCOUNT, PublicAccessBlockConfiguration: { BlockPublicPolicy: true } }
  const { event } = await w.attempt(DeletePublicAccessBlock, input)
  expect(event.questions.map(({ question }) => question)).toEqual([
    { action: 's3:PutAccountPublicAccessBlock', resource: '*', context: { 's3:ResourceAccount': ACCOUNT } },
  ])
})
