import { describe, expect, it } from 'vitest'
import type { RoleCaller } from '../../core/caller.js'
import { SimulatePrincipalPolicy } from '../../services/iam/simulation/SimulatePrincipalPolicy.js'
import { ListUsers } from '../../services/iam/users/ListUsers.js'
import { EnablePolicyType } from '../../services/organizations/policies/EnablePolicyType.js'
import { UpdatePolicy } from '../../services/organizations/policies/UpdatePolicy.js'
import { DecodeAuthorizationMessage } from '../../services/sts/DecodeAuthorizationMessage.js'
import { rootTask } from '../callers.js'
import { organizationWorld, policyOf, scp, userOf } from '../organization.js'
import { ACCOUNT, root, type World } from '../world.js'

const results = async (w: World, admin: RoleCaller, over: object = {}) => {
  const input = { PolicySourceArn: admin.roleArn, ActionNames: ['ec2:RunInstances'], ...over }
  const { EvaluationResults = [] } = await w.call(SimulatePrincipalPolicy, input, admin)
  return EvaluationResults.map((one) => [one.EvalDecision, one.OrganizationsDecisionDetail?.AllowedByOrganizations])
}
const entry = (ContextKeyName: string, value: string) => ({
  ...{ ContextKeyName, ContextKeyType: 'string' as const, ContextKeyValues: [value] },
})

describe('simulate-principal-policy', () => {
  it('decides AssumeRoot of the root user of a member by the policies of the caller, as the call itself', async () => {
    const { w, member } = await organizationWorld()
    const Condition = { ArnEquals: { 'sts:TaskPolicyArn': rootTask('S3UnlockBucketPolicy') } }
    const boss = await userOf(w, ACCOUNT, { name: 'boss', statement: { Action: 'sts:AssumeRoot', Condition } })
    const simulated = async (task: string) => {
      const input = { PolicySourceArn: boss.arn, ActionNames: ['sts:AssumeRoot'], ResourceArns: [`arn:aws:iam::${member}:root`] }
      const { EvaluationResults = [] } = await w.call(SimulatePrincipalPolicy, {
        ...input,
        ContextEntries: [entry('sts:TaskPolicyArn', rootTask(task))],
      })
      return EvaluationResults.map((one) => one.EvalDecision)
    }
    expect([await simulated('S3UnlockBucketPolicy'), await simulated('IAMAuditRootUserCredentials')]).toEqual([
      ['allowed'],
      ['implicitDeny'],
    ])
  })
})

describe('simulate-principal-policy of a member', () => {
  it('applies its service control policies with their conditions: one type of instance alone', async () => {
    const { w, rootId, admin } = await organizationWorld()
    expect(await results(w, admin)).toEqual([['allowed', true]])
    const Condition = { StringNotEquals: { 'ec2:InstanceType': 't2.micro' } }
    await policyOf(w, scp({ Action: 'ec2:RunInstances', Resource: 'arn:aws:ec2:*:*:instance/*', Condition }), { at: rootId })
    const at = { ResourceArns: [`arn:aws:ec2:us-east-1:${admin.account}:instance/i-1`] }
    const typed = (type: string) => results(w, admin, { ...at, ContextEntries: [entry('ec2:InstanceType', type)] })
    expect([await typed('t2.micro'), await typed('m5.large')]).toEqual([[['allowed', true]], [['explicitDeny', false]]])
  })

  it('applies them to two regions alone, but for exempted services and a role that may bypass them', async () => {
    const { w, rootId, admin } = await organizationWorld()
    const Condition = {
      StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'eu-west-1'] },
      ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Bypass*' },
    }
    const policy = await policyOf(w, scp({ NotAction: ['iam:*', 'support:*'], Condition }), { at: rootId })
    const ActionNames = ['s3:GetObject', 'iam:ListUsers']
    const from = (region: string) => results(w, admin, { ActionNames, ContextEntries: [entry('aws:RequestedRegion', region)] })
    expect(await from('eu-west-1')).toEqual([
      ['allowed', true],
      ['allowed', true],
    ])
    expect(await from('us-east-1')).toEqual([
      ['explicitDeny', false],
      ['allowed', true],
    ])
    const bypassing = { ...Condition, ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/OrganizationAccountAccess*' } }
    await w.call(UpdatePolicy, { PolicyId: policy, Content: scp({ NotAction: 'iam:*', Condition: bypassing }) })
    expect(await from('us-east-1')).toEqual([
      ['allowed', true],
      ['allowed', true],
    ])
  })

  it('applies resource control policies to what the account owns, and knows the organization', async () => {
    const { w, id, rootId, admin } = await organizationWorld()
    await w.call(EnablePolicyType, { RootId: rootId, PolicyType: 'RESOURCE_CONTROL_POLICY' })
    const Condition = { StringEquals: { 'aws:PrincipalOrgID': id, 'aws:ResourceOrgID': id } }
    const Content = scp({ Principal: '*', Action: 's3:GetObject', Condition })
    await policyOf(w, Content, { at: rootId, type: 'RESOURCE_CONTROL_POLICY' })
    const over = { ActionNames: ['s3:GetObject'], ResourceArns: ['arn:aws:s3:::b/k'] }
    expect(await results(w, admin, over)).toEqual([['explicitDeny', false]])
  })

  it('leaves the management account out', async () => {
    const { w, rootId } = await organizationWorld()
    await policyOf(w, scp({}), { at: rootId })
    const ann = await userOf(w, ACCOUNT, { name: 'ann', statement: { Action: '*' } })
    const { EvaluationResults } = await w.call(SimulatePrincipalPolicy, { PolicySourceArn: ann.arn, ActionNames: ['s3:GetObject'] }, root)
    expect(EvaluationResults).toMatchObject([{ EvalDecision: 'allowed', OrganizationsDecisionDetail: { AllowedByOrganizations: true } }])
  })
})

describe('the details of a refusal', () => {
  it('have the statement of a service control policy', async () => {
    const { w, rootId, admin } = await organizationWorld({ explainErrors: true })
    await policyOf(w, scp({ Sid: 'NoLists', Action: 'iam:ListUsers' }), { at: rootId })
    const outcome = await w.attempt(ListUsers, {}, admin)
    const { detail } = (outcome as { error: { detail: { headers: Record<string, string> } } }).error
    const EncodedMessage = detail.headers['x-daypass-authorization-message'] ?? ''
    const { DecodedMessage } = await w.call(DecodeAuthorizationMessage, { EncodedMessage }, admin)
    expect(JSON.parse(DecodedMessage ?? '')).toMatchObject({
      ...{ allowed: false, explicitDeny: true },
      matchedStatements: { items: [{ statementId: 'NoLists', effect: 'DENY', actions: { items: [{ value: 'iam:ListUsers' }] } }] },
    })
  })
})
