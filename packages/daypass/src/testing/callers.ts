import { assumedRoleArn, federatedUserArn, roleArn, rootArn, userArn } from '../core/arn.js'
import {
  anonymous,
  type Caller,
  type FederatedUserCaller,
  type RoleCaller,
  type RootCaller,
  type Session,
  type UserCaller,
} from '../core/caller.js'
import { roles } from '../directory/iam/role.js'
import { ACCOUNT, root, START, type World } from './world.js'

const HOUR = 3_600_000
const everything = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }

const session = (kind: Session['kind'], over: Partial<Session> = {}): Session => ({
  kind,
  issuedAt: START,
  expiresAt: START + HOUR,
  ...over,
})

/** A GetSessionToken session of the user. */
export const sessionTokenOf = (user: UserCaller, over: Partial<Session> = {}): UserCaller => ({
  ...user,
  accessKeyId: 'ASIAQAAAAAAAGETSESS0',
  session: session('get-session-token', over),
})

/** A federated user that the user issued with GetFederationToken, with a session policy that allows everything. */
export const federatedBy = (user: UserCaller, name = 'guest'): FederatedUserCaller => ({
  kind: 'federated-user',
  account: ACCOUNT,
  arn: federatedUserArn(ACCOUNT, name),
  userId: `${ACCOUNT}:${name}`,
  accessKeyId: 'ASIAQAAAAAAAFEDERAT0',
  issuer: { kind: 'user', id: user.id, arn: user.arn },
  session: session('federation-token', { policy: JSON.stringify(everything) }),
})

/** The ARN of the policy of a task of AssumeRoot. */
export const rootTask = (name: string): string => `arn:aws:iam::aws:policy/root-task/${name}`

/** A session of AssumeRoot for a task, in the account, which somebody of another account got. */
export const assumedRoot = (account: string, task: string, over: Partial<Session> = {}): RootCaller => {
  const by = {
    kind: 'user',
    account: '999900001111',
    id: 'AIDAQAAAAAAAAAAAADMIN',
    userId: 'AIDAQAAAAAAAAAAAADMIN',
    arn: userArn('999900001111', '/', 'admin'),
  } as const
  return {
    ...{ kind: 'root', account, arn: rootArn(account), userId: account, accessKeyId: 'ASIAQAAAAAAAASSUMED0' },
    session: session('assume-root', { assumedRoot: { taskPolicyArn: rootTask(task), organization: 'o-test000000', by }, ...over }),
  }
}

/** Creates a role with all permissions, and returns a session of it. */
export async function roleSession({ change }: World, name = 'admin'): Promise<RoleCaller> {
  const id = `AROAQAAAAAAA${name.toUpperCase()}`.padEnd(21, 'A')
  const base = { account: ACCOUNT, name, path: '/', id, createdAt: START, tags: {}, attachedPolicies: [], maxSessionDuration: 3600 }
  await change((state) => roles.put(state, { ...base, inlinePolicies: { all: JSON.stringify(everything) }, trust: '{}' }))
  const own = { account: ACCOUNT, arn: assumedRoleArn(ACCOUNT, name, 's'), userId: `${id}:s`, accessKeyId: 'ASIAQAAAAAAAROLE0000' }
  return { kind: 'role', ...own, id, roleArn: roleArn(ACCOUNT, '/', name), roleName: name, session: session('role') }
}

/** One caller of every kind, each with policies that allow everything. */
export async function callersOfEveryKind(here: World) {
  const user = await here.user('everyman', { all: everything })
  return {
    'root key': root,
    'user key': user,
    'GetSessionToken without MFA': sessionTokenOf(user),
    'GetSessionToken with MFA': sessionTokenOf(user, { mfaAt: START }),
    'role session': await roleSession(here),
    'federated session': federatedBy(user),
    'AssumeRoot session': assumedRoot(ACCOUNT, 'IAMAuditRootUserCredentials'),
    nobody: anonymous,
  } satisfies Record<string, Caller>
}
