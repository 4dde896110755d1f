import { expect, it } from 'vitest'
import type { Operation } from '../../core/operation.js'
import { DisableRegion } from '../../services/account/DisableRegion.js'
import { ListUsers } from '../../services/iam/users/ListUsers.js'
import { ListAccounts } from '../../services/organizations/accounts/ListAccounts.js'
import { organizationWorld, policyOf, scp } from '../organization.js'

it.each<[string, Operation, object, string]>([
  ['IAM', ListUsers, {}, 'us-east-1'],
  ['Organizations', ListAccounts, {}, 'us-east-1'],
  ['Account Management', DisableRegion, { RegionName: 'af-south-1' }, 'us-east-1'],
])('%s is in us-east-1, whichever region a request is signed for', async (_service, operation, input, region) => {
  const { w, member, admin } = await organizationWorld()
  const only = (one: string) => scp({ NotAction: 'sts:*', Condition: { StringNotEquals: { 'aws:RequestedRegion': one } } })
  const at = w.at({ region: 'eu-west-1', kind: 'custom' })
  await policyOf(w, only('eu-west-1'), { at: member })
  expect(await at.refusal(operation, input, admin)).toMatchObject({ message: expect.stringContaining('service control policy') })
  const { w: other, member: their, admin: theirs } = await organizationWorld()
  await policyOf(other, only(region), { at: their })
  const answer = await other.at({ region: 'eu-west-1', kind: 'custom' }).attempt(operation, input, theirs)
  expect('error' in answer ? String(answer.error) : '').not.toContain('service control policy')
})
