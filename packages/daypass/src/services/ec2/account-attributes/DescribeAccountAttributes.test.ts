import { describe, expect, it } from 'vitest'
import { ACCOUNT, world } from '../../../testing/world.js'
import { defaultVpc } from '../network/default-network.js'
import { DescribeAccountAttributes } from './DescribeAccountAttributes.js'

describe('DescribeAccountAttributes', () => {
  it('shows all attributes, or those that are asked for', async () => {
    const w = await world()
    const { id } = defaultVpc({ account: ACCOUNT, region: 'us-east-1' })
    expect(await w.call(DescribeAccountAttributes, { AttributeNames: ['default-vpc'] })).toEqual({
      AccountAttributes: [{ AttributeName: 'default-vpc', AttributeValues: [{ AttributeValue: id }] }],
    })
    expect((await w.call(DescribeAccountAttributes, {})).AccountAttributes).toHaveLength(6)
  })

  it('asks for ec2:DescribeAccountAttributes on everything, and refuses an unknown attribute', async () => {
    const w = await world()
    const { event } = await w.attempt(DescribeAccountAttributes, {})
    expect(event.questions.map(({ question }) => question)).toEqual([
      { action: 'ec2:DescribeAccountAttributes', resource: '*', context: { 'ec2:Region': 'us-east-1' } },
    ])
    expect(await w.refusal(DescribeAccountAttributes, { AttributeNames: ['toString'] })).toMatchObject({ code: 'InvalidParameterValue' })
  })
})
