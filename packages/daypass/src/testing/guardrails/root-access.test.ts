import { describe, expect, it } from 'vitest'
import type { Caller } from '../../core/caller.js'
import { type OrganizationRecord, organizationRecords } from '../../directory/organizations/organization.js'
import { organizationMembers } from '../../directory/organizations/organization-member.js'
import { CloseAccount } from '../../services/organizations/accounts/CloseAccount.js'
import { RegisterDelegatedAdministrator } from '../../services/organizations/delegation/RegisterDelegatedAdministrator.js'
import { CreateOrganization } from '../../services/organizations/organization/CreateOrganization.js'
import { EnablePolicyType } from '../../services/organizations/policies/EnablePolicyType.js'
import { AssumeRoot } from '../../services/sts/AssumeRoot.js'
import { memberAccount, policyOf, scp, standaloneAccount, userOf } from '../organization.js'
import { ACCOUNT, type World, world } from '../world.js'
import { rootAccessWorld, rootRequest } from './root-access.js'

const AUDIT = 'IAMAuditRootUserCredentials'
const NOBODY = '111122223333'

/** Whether the call is refused in AWS's sentence, and why, as the audit line has it. */
async function why(w: World, caller: Caller, target: string): Promise<string | undefined> {
  const outcome = await w.attempt(AssumeRoot, rootRequest(target, AUDIT), caller)
  if ('output' in outcome) return 'issued'
  const message = `User: ${caller.arn} is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::${target}:root`
  expect(outcome.error).toMatchObject({ code: 'AccessDenied', message })
  return outcome.event.reason
}

const change = (w: World, id: string, over: Partial<OrganizationRecord>) =>
  w.change((state) => organizationRecords.put(state, { ...(organizationRecords.get(state, id) as OrganizationRecord), ...over }))

describe('AssumeRoot', () => {
  it('is open to a delegated administrator of IAM, within its own permissions, on itself too', async () => {
    const { w, member, admin } = await rootAccessWorld()
    const other = await memberAccount(w, 'other')
    expect(await why(w, admin, other)).toContain('neither the management account nor a delegated administrator')
    await w.call(RegisterDelegatedAdministrator, { AccountId: member, ServicePrincipal: 'iam.amazonaws.com' })
    expect([await why(w, admin, other), await why(w, admin, member)]).toEqual(['issued', 'issued'])
    expect(await why(w, admin, ACCOUNT)).toContain('not an active member')
    const nobody = await userOf(w, member, { name: 'nobody' })
    for (const target of [other, member]) expect(await why(w, nobody, target)).toContain('no identity-based policy allows')
  })
  it('is bound by the SCPs of a delegated administrator and by the RCPs of the member, and by none of the management account', async () => {
    const { w, rootId, member, admin, boss } = await rootAccessWorld()
    const other = await memberAccount(w, 'other')
    await w.call(RegisterDelegatedAdministrator, { AccountId: member, ServicePrincipal: 'iam.amazonaws.com' })
    await policyOf(w, scp({ Action: 'sts:AssumeRoot' }), { at: member })
    expect([await why(w, admin, other), await why(w, boss, other)]).toEqual([expect.stringContaining('service control policy'), 'issued'])
    const RESOURCE = 'RESOURCE_CONTROL_POLICY'
    await w.call(EnablePolicyType, { RootId: rootId, PolicyType: RESOURCE })
    await policyOf(w, scp({ Principal: '*', Action: 'sts:AssumeRoot' }), { at: other, type: RESOURCE, name: 'no-root' })
    expect([await why(w, boss, other), await why(w, boss, member)]).toEqual([expect.stringContaining('resource control policy'), 'issued'])
  })

  it('refuses accounts other than active members in one way: itself, another, one that does not exist, a closed one', async () => {
    const { w, member, boss } = await rootAccessWorld()
    await standaloneAccount(w, '444455556666')
    const closed = await memberAccount(w, 'closed')
    await w.call(CloseAccount, { AccountId: closed })
    const reasons = new Set<string | undefined>()
    for (const target of ['444455556666', NOBODY, ACCOUNT]) reasons.add(await why(w, boss, target))
    expect([...reasons]).toEqual(['The target is not an active member account of the organization.'])
    expect(await why(w, boss, closed)).toBe('the account is closed')
    expect(await why(w, boss, member)).toBe('issued')
  })

  it("refuses the installation's own account, even where it is a member", async () => {
    const w = await world({ organizations: 'any' })
    const owner = await standaloneAccount(w, '444455556666')
    const { Organization } = await w.call(CreateOrganization, {}, owner)
    const organization = Organization?.Id ?? ''
    const joined = { joinedMethod: 'INVITED', joinedAt: 0, attached: {}, tags: {} } as const
    await w.change((state) => organizationMembers.add(state, { account: ACCOUNT, organization, parent: 'r-none', ...joined }))
    await change(w, organization, {
      serviceAccess: { 'iam.amazonaws.com': 0 },
      rootFeatures: ['RootCredentialsManagement', 'RootSessions'],
    })
    const boss = await userOf(w, owner.account, { name: 'boss', statement: { Action: '*' } })
    expect(await why(w, boss, ACCOUNT)).toBe("The target is the installation's own account.")
  })
})
