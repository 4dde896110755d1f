import { describe, expect, it } from 'vitest'
import { DeleteUserPermissionsBoundary } from '../../services/iam/boundaries/DeleteUserPermissionsBoundary.js'
import { PutUserPermissionsBoundary } from '../../services/iam/boundaries/PutUserPermissionsBoundary.js'
import { AttachGroupPolicy } from '../../services/iam/group-policies/AttachGroupPolicy.js'
import { PutGroupPolicy } from '../../services/iam/group-policies/PutGroupPolicy.js'
import { AddUserToGroup } from '../../services/iam/groups/AddUserToGroup.js'
import { CreateGroup } from '../../services/iam/groups/CreateGroup.js'
import { CreatePolicy } from '../../services/iam/policies/CreatePolicy.js'
import { CreatePolicyVersion } from '../../services/iam/policies/CreatePolicyVersion.js'
import { SetDefaultPolicyVersion } from '../../services/iam/policies/SetDefaultPolicyVersion.js'
import { AttachRolePolicy } from '../../services/iam/role-policies/AttachRolePolicy.js'
import { DeleteRolePolicy } from '../../services/iam/role-policies/DeleteRolePolicy.js'
import { DetachRolePolicy } from '../../services/iam/role-policies/DetachRolePolicy.js'
import { PutRolePolicy } from '../../services/iam/role-policies/PutRolePolicy.js'
import { AttachUserPolicy } from '../../services/iam/user-policies/AttachUserPolicy.js'
import { PutUserPolicy } from '../../services/iam/user-policies/PutUserPolicy.js'
import type { World } from '../world.js'
import { ADMIN, arn, assume, BOUNDARY, type Escalation, EVERYTHING, makeRole, text, tried, when } from './attack.js'

const WORK = arn('policy/work')
const PolicyDocument = text(EVERYTHING)
const work = async (w: World) => {
  await w.call(CreatePolicy, { PolicyName: 'work', PolicyDocument: text({ Action: 'iam:GetUser' }) })
  await w.call(AttachUserPolicy, { UserName: 'eve', PolicyArn: WORK })
}
const group = async (w: World) => {
  await w.call(CreateGroup, { GroupName: 'staff' })
  await w.call(AddUserToGroup, { GroupName: 'staff', UserName: 'eve' })
}
const mayAssume = { Action: 'sts:AssumeRole' }
const withBoundary = when('StringEquals', 'iam:PermissionsBoundary', BOUNDARY)
const readOnly = when('ArnEquals', 'iam:PolicyARN', 'arn:aws:iam::aws:policy/ReadOnlyAccess')
const OTHER_GROUPS = { Resource: arn('group/other') }
const OTHER_ROLES = { Resource: arn('role/other') }

/** Attacks on policies, numbered as in public lists of methods of escalation. */
const PATHS: Readonly<Record<string, Escalation>> = {
  '1: a new default version of a policy that one has: stopped by a scope of policies': {
    before: work,
    allowed: [{ Action: 'iam:CreatePolicyVersion' }],
    narrowed: [{ Action: 'iam:CreatePolicyVersion', Resource: arn('policy/other/*') }],
    attack: async (w, eve) => {
      await w.call(CreatePolicyVersion, { PolicyArn: WORK, PolicyDocument, SetAsDefault: true }, eve)
      return eve
    },
  },
  '1: the same: stopped by a boundary, which the new version does not widen': {
    before: async (w, stopped) => {
      await work(w)
      if (!stopped) return
      await w.call(CreatePolicy, { PolicyName: 'tight', PolicyDocument: text({ Action: 'iam:*' }) })
      await w.call(PutUserPermissionsBoundary, { UserName: 'eve', PermissionsBoundary: arn('policy/tight') })
    },
    allowed: [{ Action: 'iam:CreatePolicyVersion', Resource: WORK }],
    attack: async (w, eve) => {
      await w.call(CreatePolicyVersion, { PolicyArn: WORK, PolicyDocument, SetAsDefault: true }, eve)
      return eve
    },
  },
  '1: a new version of the boundary itself: stopped by a boundary that denies to write it': {
    allowed: [EVERYTHING],
    bounded: [{ Action: 'iam:*' }],
    boundedBy: [{ Effect: 'Deny', Action: ['iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion'], Resource: arn('policy/bounds') }],
    attack: async (w, eve) => {
      await w.call(CreatePolicyVersion, { PolicyArn: arn('policy/bounds'), PolicyDocument, SetAsDefault: true }, eve)
      return eve
    },
  },
  '2: back to a wider version of a policy that one has: stopped by a scope of policies': {
    before: async (w) => {
      await w.call(CreatePolicy, { PolicyName: 'work', PolicyDocument })
      await w.call(CreatePolicyVersion, { PolicyArn: WORK, PolicyDocument: text({ Action: 'iam:GetUser' }), SetAsDefault: true })
      await w.call(AttachUserPolicy, { UserName: 'eve', PolicyArn: WORK })
    },
    allowed: [{ Action: 'iam:SetDefaultPolicyVersion' }],
    narrowed: [{ Action: 'iam:SetDefaultPolicyVersion', Resource: arn('policy/other/*') }],
    attack: async (w, eve) => {
      await w.call(SetDefaultPolicyVersion, { PolicyArn: WORK, VersionId: 'v1' }, eve)
      return eve
    },
  },
  '3: a policy attached to oneself: stopped by a list of policies': {
    allowed: [{ Action: 'iam:AttachUserPolicy' }],
    narrowed: [{ Action: 'iam:AttachUserPolicy', ...readOnly }],
    attack: async (w, eve) => {
      await w.call(AttachUserPolicy, { UserName: 'eve', PolicyArn: ADMIN }, eve)
      return eve
    },
  },
  '4: a policy attached to the own group: stopped by a list of policies': {
    before: group,
    allowed: [{ Action: 'iam:AttachGroupPolicy' }],
    narrowed: [{ Action: 'iam:AttachGroupPolicy', ...readOnly }],
    attack: async (w, eve) => {
      await w.call(AttachGroupPolicy, { GroupName: 'staff', PolicyArn: ADMIN }, eve)
      return eve
    },
  },
  '5: a policy attached to a role that one may assume: stopped by a demand for a boundary': {
    before: (w) => makeRole(w, 'job'),
    allowed: [{ Action: 'iam:AttachRolePolicy' }, mayAssume],
    narrowed: [{ Action: 'iam:AttachRolePolicy', ...withBoundary }, mayAssume],
    attack: async (w, eve) => {
      await w.call(AttachRolePolicy, { RoleName: 'job', PolicyArn: ADMIN }, eve)
      return assume(w, eve, { role: 'job' })
    },
  },
  '6: an inline policy of oneself: stopped by a demand for a boundary': {
    allowed: [{ Action: 'iam:PutUserPolicy' }],
    narrowed: [{ Action: 'iam:PutUserPolicy', ...withBoundary }],
    attack: async (w, eve) => {
      await w.call(PutUserPolicy, { UserName: 'eve', PolicyName: 'q', PolicyDocument }, eve)
      return eve
    },
  },
  '7: an inline policy of the own group: stopped by a scope of groups': {
    before: group,
    allowed: [{ Action: 'iam:PutGroupPolicy' }],
    narrowed: [{ Action: 'iam:PutGroupPolicy', ...OTHER_GROUPS }],
    attack: async (w, eve) => {
      await w.call(PutGroupPolicy, { GroupName: 'staff', PolicyName: 'q', PolicyDocument }, eve)
      return eve
    },
  },
  '8: an inline policy of a role that one may assume: stopped by a demand for a boundary': {
    before: (w) => makeRole(w, 'job'),
    allowed: [{ Action: 'iam:PutRolePolicy' }, mayAssume],
    narrowed: [{ Action: 'iam:PutRolePolicy', ...withBoundary }, mayAssume],
    attack: async (w, eve) => {
      await w.call(PutRolePolicy, { RoleName: 'job', PolicyName: 'q', PolicyDocument }, eve)
      return assume(w, eve, { role: 'job' })
    },
  },
  '9: into the group of administrators: stopped by a scope of groups': {
    before: async (w) => {
      await w.call(CreateGroup, { GroupName: 'admins' })
      await w.call(AttachGroupPolicy, { GroupName: 'admins', PolicyArn: ADMIN })
    },
    allowed: [{ Action: 'iam:AddUserToGroup' }],
    narrowed: [{ Action: 'iam:AddUserToGroup', ...OTHER_GROUPS }],
    attack: async (w, eve) => {
      await w.call(AddUserToGroup, { GroupName: 'admins', UserName: 'eve' }, eve)
      return eve
    },
  },
  '16: the boundary taken off: stopped by a boundary that denies it': {
    allowed: [EVERYTHING],
    bounded: [{ Action: 'iam:*' }],
    boundedBy: [{ Effect: 'Deny', Action: 'iam:Delete*PermissionsBoundary' }],
    attack: async (w, eve) => {
      await w.call(DeleteUserPermissionsBoundary, { UserName: 'eve' }, eve)
      return eve
    },
  },
  '17: the boundary replaced by a wide one: stopped by a boundary that denies every other': {
    allowed: [EVERYTHING],
    bounded: [{ Action: 'iam:*' }],
    boundedBy: [
      {
        Effect: 'Deny',
        Action: 'iam:Put*PermissionsBoundary',
        ...when('StringNotEquals', 'iam:PermissionsBoundary', arn('policy/bounds')),
      },
    ],
    attack: async (w, eve) => {
      await w.call(PutUserPermissionsBoundary, { UserName: 'eve', PermissionsBoundary: ADMIN }, eve)
      return eve
    },
  },
  '19: an inline Deny deleted from a role that one may assume: stopped by a scope of roles': {
    before: async (w) => {
      await makeRole(w, 'job', { may: [EVERYTHING] })
      await w.call(PutRolePolicy, { RoleName: 'job', PolicyName: 'deny', PolicyDocument: text({ Effect: 'Deny', Action: 's3:*' }) })
    },
    allowed: [{ Action: 'iam:DeleteRolePolicy' }, mayAssume],
    narrowed: [{ Action: 'iam:DeleteRolePolicy', ...OTHER_ROLES }, mayAssume],
    attack: async (w, eve) => {
      await w.call(DeleteRolePolicy, { RoleName: 'job', PolicyName: 'deny' }, eve)
      return assume(w, eve, { role: 'job' })
    },
  },
  '19: a managed Deny detached from a role that one may assume: stopped by a list of policies': {
    before: async (w) => {
      await makeRole(w, 'job', { may: [EVERYTHING] })
      await w.call(CreatePolicy, { PolicyName: 'deny', PolicyDocument: text({ Effect: 'Deny', Action: 's3:*' }) })
      await w.call(AttachRolePolicy, { RoleName: 'job', PolicyArn: arn('policy/deny') })
    },
    allowed: [{ Action: 'iam:DetachRolePolicy' }, mayAssume],
    narrowed: [{ Action: 'iam:DetachRolePolicy', ...readOnly }, mayAssume],
    attack: async (w, eve) => {
      await w.call(DetachRolePolicy, { RoleName: 'job', PolicyArn: arn('policy/deny') }, eve)
      return assume(w, eve, { role: 'job' })
    },
  },
  '33: all but one service is allowed, and with it IAM: stopped by an Allow that names actions': {
    allowed: [{ NotAction: 's3:*' }],
    narrowed: [{ Action: ['ec2:*', 'iam:Get*', 'iam:List*'] }],
    attack: async (w, eve) => {
      await w.call(PutUserPolicy, { UserName: 'eve', PolicyName: 'q', PolicyDocument }, eve)
      return eve
    },
  },
  '33: a pattern over names of actions takes in more than was meant: stopped by naming them': {
    allowed: [{ Action: 'iam:*Policy*' }],
    narrowed: [{ Action: ['iam:GetPolicy*', 'iam:ListPolicies'] }],
    attack: async (w, eve) => {
      await w.call(AttachUserPolicy, { UserName: 'eve', PolicyArn: ADMIN }, eve)
      return eve
    },
  },
}

describe('an attack on policies', () => {
  it.each(Object.entries(PATHS))('%s', async (_path, escalation) => {
    expect(await tried(escalation, { stopped: false })).toBe('through')
    expect(await tried(escalation, { stopped: true })).not.toBe('through')
  })
})
