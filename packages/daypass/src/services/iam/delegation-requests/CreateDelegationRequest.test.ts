import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { CreateDelegationRequest } from './CreateDelegationRequest.js'

const input = {
  ...{ Description: 'd', Permissions: { PolicyTemplateArn: 'arn:aws:iam::aws:delegation-template/x' } },
  ...{ RequestorWorkflowId: 'workflow', NotificationChannel: 'arn:aws:sns:us-east-1:111122223333:t', SessionDuration: 900 },
}
const resource = `arn:aws:iam::${ACCOUNT}:delegation-request/*`

describe('CreateDelegationRequest', () => {
  it('is refused in the usual words, even to a caller whose policies allow it (our behaviour)', async () => {
    const w = await world()
    const message = `User: ${root.arn} is not authorized to perform: iam:CreateDelegationRequest on resource: ${resource}`
    expect(await w.refusal(CreateDelegationRequest, input)).toEqual({ code: 'AccessDenied', message })
  })

  it('requires permission on any request, with what it asks for', async () => {
    const w = await world()
    expect(askedBy(w, CreateDelegationRequest, input)).toEqual([
      {
        action: 'iam:CreateDelegationRequest',
        resource,
        context: {
          'iam:DelegationDuration': '900',
          'iam:NotificationChannel': 'arn:aws:sns:us-east-1:111122223333:t',
          'iam:TemplateArn': 'arn:aws:iam::aws:delegation-template/x',
        },
      },
    ])
    expect(await w.refusal(CreateDelegationRequest, input, await w.user('ann'))).toMatchObject({
      code: 'AccessDenied',
      message: expect.stringContaining('because no identity-based policy allows the iam:CreateDelegationRequest action'),
    })
  })
})
