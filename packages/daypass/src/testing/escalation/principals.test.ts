import { describe, expect, it } from 'vitest'
import type { UserCaller } from '../../core/caller.js'
import { enableMfaDevice, mfaDevices } from '../../directory/iam/mfa-device.js'
import { users } from '../../directory/iam/user.js'
import { CreateAccessKey } from '../../services/iam/access-keys/CreateAccessKey.js'
import { AddRoleToInstanceProfile } from '../../services/iam/instance-profiles/AddRoleToInstanceProfile.js'
import { CreateInstanceProfile } from '../../services/iam/instance-profiles/CreateInstanceProfile.js'
import { RemoveRoleFromInstanceProfile } from '../../services/iam/instance-profiles/RemoveRoleFromInstanceProfile.js'
import { CreateLoginProfile } from '../../services/iam/login-profiles/CreateLoginProfile.js'
import { UpdateLoginProfile } from '../../services/iam/login-profiles/UpdateLoginProfile.js'
import { DeactivateMFADevice } from '../../services/iam/mfa-devices/DeactivateMFADevice.js'
import { AttachRolePolicy } from '../../services/iam/role-policies/AttachRolePolicy.js'
import { CreateRole } from '../../services/iam/roles/CreateRole.js'
import { UpdateAssumeRolePolicy } from '../../services/iam/roles/UpdateAssumeRolePolicy.js'
import { CreateServiceLinkedRole } from '../../services/iam/service-linked-roles/CreateServiceLinkedRole.js'
import { UploadSSHPublicKey } from '../../services/iam/ssh-keys/UploadSSHPublicKey.js'
import { AttachUserPolicy } from '../../services/iam/user-policies/AttachUserPolicy.js'
import { PutUserPolicy } from '../../services/iam/user-policies/PutUserPolicy.js'
import { CreateUser } from '../../services/iam/users/CreateUser.js'
import { DeleteUser } from '../../services/iam/users/DeleteUser.js'
import { TagUser } from '../../services/iam/users/TagUser.js'
import { UpdateUser } from '../../services/iam/users/UpdateUser.js'
import { ListAccounts } from '../../services/organizations/accounts/ListAccounts.js'
import { CreateOrganization } from '../../services/organizations/organization/CreateOrganization.js'
import { ListRoots } from '../../services/organizations/organization/ListRoots.js'
import { AssumeRoot } from '../../services/sts/AssumeRoot.js'
import { GetSessionToken } from '../../services/sts/GetSessionToken.js'
import { enableRootAccess, rootRequest } from '../guardrails/root-access.js'
import { SSH_KEY } from '../key-material/ssh-public-keys.js'
import { memberAccount, policyOf, scp } from '../organization.js'
import { ACCOUNT, START, type World } from '../world.js'
import { ADMIN, arn, assume, BOUNDARY, type Escalation, EVERYTHING, makeRole, ownerOf, text, tried, trust, when } from './attack.js'

const Password = 'Pass-word1'
const SELF = { Resource: arn(`user/\${aws:username}`) }
const withBoundary = when('StringEquals', 'iam:PermissionsBoundary', BOUNDARY)
const mayAssume = { Action: 'sts:AssumeRole' }
const admin = async (w: World) => {
  await w.call(CreateUser, { UserName: 'admin' })
  await w.call(AttachUserPolicy, { UserName: 'admin', PolicyArn: ADMIN })
}
const withPassword = async (w: World) => {
  await admin(w)
  await w.call(CreateLoginProfile, { UserName: 'admin', Password })
}
const withDevice = async (w: World) => {
  await admin(w)
  const seed = { version: 1, sealed: '' }
  await w.change((state) => {
    const device = { account: ACCOUNT, name: 'phone', path: '/', tags: {}, drift: 0, failures: 0, seed }
    mfaDevices.put(state, device)
    enableMfaDevice(state, device, { holder: users.require(state, ACCOUNT, 'admin').id, enabledAt: START })
  })
}
const profile = async (w: World) => {
  await makeRole(w, 'small')
  await makeRole(w, 'big', { may: [EVERYTHING] })
  await w.call(CreateInstanceProfile, { InstanceProfileName: 'web' })
  await w.call(AddRoleToInstanceProfile, { InstanceProfileName: 'web', RoleName: 'small' })
}
const keyOf = async (w: World, UserName: string, caller: Parameters<typeof w.call>[2]) =>
  ownerOf(w, (await w.call(CreateAccessKey, { UserName }, caller)).AccessKey)
/** Takes what members of the red team, by their tag, may take. */
const OF_TEAM = { Action: 's3:GetObject', ...when('StringEquals', 'aws:PrincipalTag/team', 'red') }
const RED = [{ Key: 'team', Value: 'red' }]
const swap = { Action: ['iam:AddRoleToInstanceProfile', 'iam:RemoveRoleFromInstanceProfile'] }
/** An organization with a member, whose root user may be assumed unless that is off. */
const organization = async (w: World, isOff = false) => {
  await w.call(CreateOrganization, {})
  await memberAccount(w, 'dev')
  if (!isOff) await enableRootAccess(w)
}
/** The password of the member's root user, which opens nothing here yet: that it may be set is what is after. */
const rootPassword = async (w: World, eve: UserCaller) => {
  const account = (await w.call(ListAccounts, {})).Accounts?.find(({ Name }) => Name === 'dev')?.Id ?? ''
  const { Credentials } = await w.call(AssumeRoot, rootRequest(account, 'IAMCreateRootUserPassword'), eve)
  await w.call(CreateLoginProfile, {}, ownerOf(w, Credentials))
  return undefined
}
const assumeRoot = { Action: 'sts:AssumeRoot' }

/** Attacks on users, roles and sessions, numbered as in public lists of methods of escalation. */
const PATHS: Readonly<Record<string, Escalation>> = {
  "10: an administrator's access key made for oneself: stopped by a scope of one's own name": {
    before: admin,
    allowed: [{ Action: 'iam:CreateAccessKey' }],
    narrowed: [{ Action: 'iam:CreateAccessKey', ...SELF }],
    attack: (w, eve) => keyOf(w, 'admin', eve),
  },
  '10: the same by another spelling of the name: stopped by a Deny on the name as it is': {
    before: admin,
    allowed: [{ Action: 'iam:CreateAccessKey' }],
    narrowed: [{ Action: 'iam:CreateAccessKey' }, { Effect: 'Deny', Action: 'iam:*', Resource: arn('user/admin') }],
    attack: (w, eve) => keyOf(w, 'ADMIN', eve),
  },
  "11: a password for an administrator who has none: stopped by a scope of one's own name": {
    before: admin,
    allowed: [{ Action: 'iam:CreateLoginProfile' }],
    narrowed: [{ Action: 'iam:CreateLoginProfile', ...SELF }],
    attack: async (w, eve) => void (await w.call(CreateLoginProfile, { UserName: 'admin', Password }, eve)),
  },
  '12: another password for an administrator: stopped by a demand for a second factor': {
    before: withPassword,
    allowed: [{ Action: 'iam:UpdateLoginProfile' }],
    narrowed: [{ Action: 'iam:UpdateLoginProfile', ...when('Bool', 'aws:MultiFactorAuthPresent', 'true') }],
    attack: async (w, eve) => void (await w.call(UpdateLoginProfile, { UserName: 'admin', Password: 'Pass-word2' }, eve)),
  },
  "13: a role's trust turned to oneself: stopped by a scope of roles": {
    before: (w) =>
      makeRole(w, 'big', { may: [EVERYTHING], AssumeRolePolicyDocument: trust({ Principal: { Service: 'ec2.amazonaws.com' } }) }),
    allowed: [{ Action: 'iam:UpdateAssumeRolePolicy' }, mayAssume],
    narrowed: [{ Action: 'iam:UpdateAssumeRolePolicy', Resource: arn('role/other') }, mayAssume],
    attack: async (w, eve) => {
      const PolicyDocument = trust({ Principal: { AWS: arn('user/eve') } })
      await w.call(UpdateAssumeRolePolicy, { RoleName: 'big', PolicyDocument }, eve)
      return assume(w, eve, { role: 'big' })
    },
  },
  '14, 15: a bigger role passed into the profile of an instance: stopped by a scope of passed roles': {
    before: profile,
    allowed: [swap, { Action: 'iam:PassRole' }],
    narrowed: [swap, { Action: 'iam:PassRole', Resource: arn('role/small') }],
    attack: async (w, eve) => {
      await w.call(RemoveRoleFromInstanceProfile, { InstanceProfileName: 'web', RoleName: 'small' }, eve)
      await w.call(AddRoleToInstanceProfile, { InstanceProfileName: 'web', RoleName: 'big' }, eve)
      return undefined
    },
  },
  '14, 15: the same: stopped by the service that roles may be passed to': {
    before: profile,
    allowed: [swap, { Action: 'iam:PassRole' }],
    narrowed: [swap, { Action: 'iam:PassRole', ...when('StringEquals', 'iam:PassedToService', 'lambda.amazonaws.com') }],
    attack: async (w, eve) => {
      await w.call(RemoveRoleFromInstanceProfile, { InstanceProfileName: 'web', RoleName: 'small' }, eve)
      await w.call(AddRoleToInstanceProfile, { InstanceProfileName: 'web', RoleName: 'big' }, eve)
      return undefined
    },
  },
  '18: a new user with everything: stopped by a demand for a boundary, which an absent one does not meet': {
    allowed: [{ Action: ['iam:CreateUser', 'iam:AttachUserPolicy', 'iam:CreateAccessKey'] }],
    narrowed: [{ Action: ['iam:CreateUser', 'iam:AttachUserPolicy'], ...withBoundary }, { Action: 'iam:CreateAccessKey' }],
    attack: async (w, eve) => {
      await w.call(CreateUser, { UserName: 'new' }, eve)
      await w.call(AttachUserPolicy, { UserName: 'new', PolicyArn: ADMIN }, eve)
      return keyOf(w, 'new', eve)
    },
  },
  '18: a new role with everything, with the boundary that is asked for: it gains nothing': {
    allowed: [{ Action: ['iam:CreateRole', 'iam:AttachRolePolicy'] }, mayAssume],
    narrowed: [{ Action: ['iam:CreateRole', 'iam:AttachRolePolicy'], ...withBoundary }, mayAssume],
    attack: async (w, eve) => {
      const role = { RoleName: 'new', AssumeRolePolicyDocument: trust() }
      const { error } = (await w.attempt(CreateRole, role, eve)) as { error?: unknown }
      if (error !== undefined) await w.call(CreateRole, { ...role, PermissionsBoundary: BOUNDARY }, eve)
      await w.call(AttachRolePolicy, { RoleName: 'new', PolicyArn: ADMIN }, eve)
      return assume(w, eve, { role: 'new' })
    },
  },
  "20: another's second factor taken away: stopped by a scope of one's own name": {
    before: withDevice,
    allowed: [{ Action: 'iam:DeactivateMFADevice' }],
    narrowed: [{ Action: 'iam:DeactivateMFADevice', ...SELF }],
    attack: async (w, eve) => void (await w.call(DeactivateMFADevice, { UserName: 'admin', SerialNumber: arn('mfa/phone') }, eve)),
  },
  "21: a new name with another's rights: stopped by a scope of the old name, because the new one is asked for too": {
    before: (w) =>
      w.call(PutUserPolicy, {
        UserName: 'eve',
        PolicyName: 'home',
        PolicyDocument: text({ Action: 's3:*', Resource: `arn:aws:s3:::loot/\${aws:username}/*` }),
      }),
    allowed: [{ Action: ['iam:UpdateUser', 'iam:CreateAccessKey'] }],
    narrowed: [{ Action: 'iam:UpdateUser', Resource: arn('user/eve') }, { Action: 'iam:CreateAccessKey' }],
    prize: 'bob/x',
    attack: async (w, eve) => {
      const key = await w.call(CreateAccessKey, { UserName: 'eve' }, eve)
      await w.call(UpdateUser, { UserName: 'eve', NewUserName: 'bob' }, eve)
      return ownerOf(w, key.AccessKey)
    },
  },
  '22: a user made again under a name that a role trusted: stopped by trust in the user, not in its name': {
    before: async (w, stopped) => {
      await w.call(CreateUser, { UserName: 'bob' })
      const byName = { ...when('ArnEquals', 'aws:PrincipalArn', arn('user/bob')) }
      const AssumeRolePolicyDocument = trust(stopped ? { Principal: { AWS: arn('user/bob') } } : byName)
      await makeRole(w, 'big', { may: [EVERYTHING], AssumeRolePolicyDocument })
      await w.call(DeleteUser, { UserName: 'bob' })
    },
    allowed: [{ Action: ['iam:CreateUser', 'iam:PutUserPolicy', 'iam:CreateAccessKey'] }],
    attack: async (w, eve) => {
      await w.call(CreateUser, { UserName: 'bob' }, eve)
      await w.call(PutUserPolicy, { UserName: 'bob', PolicyName: 'p', PolicyDocument: text(mayAssume) }, eve)
      return assume(w, await keyOf(w, 'bob', eve), { role: 'big' })
    },
  },
  '23: a tag that opens what its bearers may take: stopped by a list of tag keys': {
    allowed: [{ Action: 'iam:TagUser' }, OF_TEAM],
    narrowed: [{ Action: 'iam:TagUser', ...when('ForAllValues:StringEquals', 'aws:TagKeys', ['stage']) }, OF_TEAM],
    attack: async (w, eve) => {
      await w.call(TagUser, { UserName: 'eve', Tags: RED }, eve)
      return eve
    },
  },
  '23: the same by the tag of a session: stopped by the tags that sessions may have': {
    before: (w) => makeRole(w, 'team', { may: [OF_TEAM] }),
    allowed: [{ Action: ['sts:AssumeRole', 'sts:TagSession'] }],
    narrowed: [mayAssume, { Action: 'sts:TagSession', ...when('StringEquals', 'aws:RequestTag/team', 'blue') }],
    attack: (w, eve) => assume(w, eve, { role: 'team', Tags: RED }),
  },
  "24: an SSH key for another user: stopped by a scope of one's own name": {
    before: admin,
    allowed: [{ Action: 'iam:UploadSSHPublicKey' }],
    narrowed: [{ Action: 'iam:UploadSSHPublicKey', ...SELF }],
    attack: async (w, eve) => void (await w.call(UploadSSHPublicKey, { UserName: 'admin', SSHPublicKeyBody: SSH_KEY }, eve)),
  },
  '26: a role for any service: stopped by the service that one may make roles for': {
    allowed: [{ Action: 'iam:CreateServiceLinkedRole' }],
    narrowed: [{ Action: 'iam:CreateServiceLinkedRole', ...when('StringEquals', 'iam:AWSServiceName', 'batch.amazonaws.com') }],
    attack: async (w, eve) => void (await w.call(CreateServiceLinkedRole, { AWSServiceName: 'ecs.amazonaws.com' }, eve)),
  },
  '27: a chain of roles that trust the whole account: stopped by a trust in one of its principals': {
    before: async (w, stopped) => {
      await makeRole(w, 'step', { may: [mayAssume] })
      const only = stopped ? when('ArnEquals', 'aws:PrincipalArn', arn('user/admin')) : {}
      await makeRole(w, 'big', { may: [EVERYTHING], AssumeRolePolicyDocument: trust(only) })
    },
    allowed: [{ ...mayAssume, Resource: arn('role/step') }],
    attack: async (w, eve) => assume(w, await assume(w, eve, { role: 'step' }), { role: 'big' }),
  },
  '27: a role for a partner, assumed without being one: stopped by an external id': {
    before: (w, stopped) => {
      const id = stopped ? when('StringEquals', 'sts:ExternalId', 'secret') : {}
      return makeRole(w, 'big', { may: [EVERYTHING], AssumeRolePolicyDocument: trust(id) })
    },
    allowed: [mayAssume],
    attack: (w, eve) => assume(w, eve, { role: 'big', ExternalId: 'guess' }),
  },
  '28: a session that outlives what it was made with: stopped by a Deny on sessions issued before': {
    before: async (w, stopped) => {
      const before = when('DateLessThan', 'aws:TokenIssueTime', new Date(START + 1_000).toISOString())
      const deny = { Effect: 'Deny', ...EVERYTHING, ...before }
      // The key itself is taken away: what is left of it are its sessions.
      const longTerm = { Effect: 'Deny', ...EVERYTHING, ...when('Null', 'aws:TokenIssueTime', 'true') }
      const PolicyDocument = text(...(stopped ? [longTerm, deny] : [longTerm]))
      await w.call(PutUserPolicy, { UserName: 'eve', PolicyName: 'revoked', PolicyDocument })
    },
    allowed: [EVERYTHING],
    attack: async (w, eve) => ownerOf(w, (await w.call(GetSessionToken, {}, eve)).Credentials),
  },
  '33: a path that looks like one in scope: stopped by comparing paths to the letter': {
    allowed: [{ Action: ['iam:CreateRole', 'iam:AttachRolePolicy'], Resource: arn('role/*') }],
    narrowed: [{ Action: ['iam:CreateRole', 'iam:AttachRolePolicy'], Resource: arn('role/team/*') }],
    attack: async (w, eve) => void (await w.call(CreateRole, { RoleName: 'x', Path: '//team/', AssumeRolePolicyDocument: trust() }, eve)),
  },
  "32: the root user's password of a member account: stopped while its feature is off": {
    before: organization,
    allowed: [assumeRoot],
    attack: rootPassword,
  },
  '32: the same: stopped by the tasks that root users may be assumed for': {
    before: (w) => organization(w),
    allowed: [assumeRoot],
    narrowed: [
      { ...assumeRoot, ...when('ArnEquals', 'sts:TaskPolicyArn', 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials') },
    ],
    attack: rootPassword,
  },
  "32: the same: stopped by an SCP on the member's root user": {
    before: async (w, stopped) => {
      await organization(w)
      const rootId = (await w.call(ListRoots, {})).Roots?.[0]?.Id ?? ''
      const Content = scp({ Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:root' } } })
      if (stopped) await policyOf(w, Content, { at: rootId })
    },
    allowed: [assumeRoot],
    attack: rootPassword,
  },
}

describe('an attack on users, roles and sessions', () => {
  it.each(Object.entries(PATHS))('%s', async (_path, escalation) => {
    expect(await tried(escalation, { stopped: false })).toBe('through')
    expect(await tried(escalation, { stopped: true })).not.toBe('through')
  })
})
