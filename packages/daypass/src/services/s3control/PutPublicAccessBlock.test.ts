import { expect, it } from 'vitest'
import { ACCOUNT, world } from '../../testing/world.js'
import { PutPublicAccessBlock } from './PutPublicAccessBlock.js'

it('PutPublicAccessBlock asks for s3:PutAccountPublicAccessBlock', async () => {
  const w = await world()
  const input = { AccountId: ACCOUNT, PublicAccessBlockConfiguration: { BlockPublicPolicy: true } }
  const { event } = await w.attempt(PutPublicAccessBlock, input)
  expect(event.questions.map(({ question }) => question)).toEqual([
    { action: 's3:PutAccountPublicAccessBlock', resource: '*', context: { 's3:ResourceAccount': ACCOUNT } },
  ])
})
