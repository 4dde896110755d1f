import { describe, expect, it } from 'vitest'
import { serviceNames } from '../../../directory/iam/last-use/service-names.js'
import { roleSession } from '../../../testing/callers.js'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { PutUserPermissionsBoundary } from '../boundaries/PutUserPermissionsBoundary.js'
import { AttachGroupPolicy } from '../group-policies/AttachGroupPolicy.js'
import { PutGroupPolicy } from '../group-policies/PutGroupPolicy.js'
import { AddUserToGroup } from '../groups/AddUserToGroup.js'
import { CreateGroup } from '../groups/CreateGroup.js'
import { AttachUserPolicy } from '../user-policies/AttachUserPolicy.js'
import { ListPoliciesGrantingServiceAccess } from './ListPoliciesGrantingServiceAccess.js'

const action = 'iam:ListPoliciesGrantingServiceAccess'
const AWS = 'arn:aws:iam::aws:policy/'
const document = (Action: string) => ({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: '*' } })
const managed = (PolicyName: string) => ({ PolicyName, PolicyType: 'MANAGED', PolicyArn: `${AWS}${PolicyName}` })

const given = async () => {
  const w = await world()
  const ann = await w.user('ann', { own: document('sts:*') })
  await w.call(CreateGroup, { GroupName: 'g' })
  await w.call(AddUserToGroup, { GroupName: 'g', UserName: 'ann' })
  await w.call(PutGroupPolicy, { GroupName: 'g', PolicyName: 'shared', PolicyDocument: JSON.stringify(document('s3:GetObject')) })
  await w.call(AttachGroupPolicy, { GroupName: 'g', PolicyArn: `${AWS}AmazonS3ReadOnlyAccess` })
  await w.call(AttachUserPolicy, { UserName: 'ann', PolicyArn: `${AWS}AmazonS3ReadOnlyAccess` })
  await w.call(PutUserPermissionsBoundary, { UserName: 'ann', PermissionsBoundary: `${AWS}IAMFullAccess` })
  return { w, ann }
}

describe('ListPoliciesGrantingServiceAccess', () => {
  it("lists a user's policies and those of its groups, each once, not its boundary; a service without any is left out", async () => {
    const { w, ann } = await given()
    const answer = await w.call(ListPoliciesGrantingServiceAccess, { Arn: ann.arn, ServiceNamespaces: ['sts', 'S3', 'iam', 's3'] })
    expect(answer).toEqual({
      PoliciesGrantingServiceAccess: [
        {
          ServiceNamespace: 's3',
          Policies: [
            managed('AmazonS3ReadOnlyAccess'),
            { PolicyName: 'shared', PolicyType: 'INLINE', EntityType: 'GROUP', EntityName: 'g' },
          ],
        },
        { ServiceNamespace: 'sts', Policies: [{ PolicyName: 'own', PolicyType: 'INLINE', EntityType: 'USER', EntityName: 'ann' }] },
      ],
      IsTruncated: false,
    })
  })

  it('lists those of a group or a role alone', async () => {
    const { w } = await given()
    const role = await roleSession(w)
    const listed = async (Arn: string) => {
      const answer = await w.call(ListPoliciesGrantingServiceAccess, { Arn, ServiceNamespaces: ['s3'] })
      return answer.PoliciesGrantingServiceAccess.flatMap(({ Policies }) => Policies?.map(({ PolicyName }) => PolicyName))
    }
    expect(await listed(`arn:aws:iam::${ACCOUNT}:group/g`)).toEqual(['shared', 'AmazonS3ReadOnlyAccess'])
    expect(await listed(role.roleArn)).toEqual(['all'])
  })

  it('pages by a hundred services', async () => {
    const { w } = await given()
    const { roleArn: Arn } = await roleSession(w)
    const ServiceNamespaces = [...serviceNames().keys()].slice(0, 150)
    const first = await w.call(ListPoliciesGrantingServiceAccess, { Arn, ServiceNamespaces })
    expect([first.PoliciesGrantingServiceAccess.length, first.IsTruncated]).toEqual([100, true])
    const rest = await w.call(ListPoliciesGrantingServiceAccess, { Arn, ServiceNamespaces, Marker: first.Marker })
    expect([rest.PoliciesGrantingServiceAccess.length, rest.IsTruncated]).toEqual([50, false])
  })

  it('requires permission on the user, group or role', async () => {
    const { w, ann } = await given()
    const input = { Arn: ann.arn, ServiceNamespaces: ['s3'] }
    const asked = w.read((state) => ListPoliciesGrantingServiceAccess.authorize(input, root, { state, awsManaged: w.awsManaged }))
    expect(asked).toMatchObject([{ action, resource: ann.arn }])
    expect(await w.refusal(ListPoliciesGrantingServiceAccess, input, ann)).toMatchObject({ code: 'AccessDenied' })
  })

  it.each([
    [`arn:aws:iam::${ACCOUNT}:user/none`, 'NoSuchEntity', 'The user with name none cannot be found.'],
    ['arn:aws:iam::111111111111:role/other', 'NoSuchEntity', 'The role with name other cannot be found.'],
    [`${AWS}IAMFullAccess`, 'InvalidInput', `Invalid Entity Arn: ${AWS}IAMFullAccess does not clearly define entity type and name.`],
  ])('refuses %s: %s', async (Arn, code, message) => {
    const { w } = await given()
    expect(await w.refusal(ListPoliciesGrantingServiceAccess, { Arn, ServiceNamespaces: ['s3'] })).toEqual({ code, message })
  })
})
