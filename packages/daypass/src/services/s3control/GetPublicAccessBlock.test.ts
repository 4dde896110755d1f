import { expect, it } from 'vitest'
import { ACCOUNT, world } from '../../testing/world.js'
import { GetPublicAccessBlock } from './GetPublicAccessBlock.js'

it('GetPublicAccessBlock asks for s3:GetAccountPublicAccessBlock', async () => {
  const w = await world()
  const input = { AccountId: ACCOUNT, PublicAccessBlockConfiguration: { BlockPublicPolicy: true } }
  const { event } = await w.attempt(GetPublicAccessBlock, input)
  expect(event.questions.map(({ question }) => question)).toEqual([
    { action: 's3:GetAccountPublicAccessBlock', resource: '*', context: { 's3:ResourceAccount': ACCOUNT } },
  ])
})
