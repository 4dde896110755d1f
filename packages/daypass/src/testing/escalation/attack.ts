/**
 * escalation: the known ways from a permission to more of them. Owns how one is tried: with the permission alone it works, and with the policy or the
 * boundary that stops it, it does not. Each is a row of a table.
 */
import type { Caller, SignedCaller, UserCaller } from '../../core/caller.js'
import { OpenedSecrets } from '../../credentials/long-term-secret.js'
import { resolveKey } from '../../credentials/resolve.js'
import { PutUserPermissionsBoundary } from '../../services/iam/boundaries/PutUserPermissionsBoundary.js'
import { CreatePolicy } from '../../services/iam/policies/CreatePolicy.js'
import { PutRolePolicy } from '../../services/iam/role-policies/PutRolePolicy.js'
import { CreateRole } from '../../services/iam/roles/CreateRole.js'
import { AssumeRole } from '../../services/sts/AssumeRole.js'
import { ACCOUNT, START, type World, world } from '../world.js'

/** An ARN of the world's account. */
export const arn = (resource: string): string => `arn:aws:iam::${ACCOUNT}:${resource}`
/** AWS's policy that allows everything. */
export const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess'
/** A boundary that allows nothing of what an attack is after. */
export const BOUNDARY = 'arn:aws:iam::aws:policy/IAMReadOnlyAccess'

/** A statement; it allows, on everything, unless it says otherwise. */
export type Statement = Readonly<Record<string, unknown>>
/** A policy of these statements. */
export const document = (...statements: readonly Statement[]) => ({
  Version: '2012-10-17',
  Statement: statements.map((statement) => ({ Effect: 'Allow', Resource: '*', ...statement })),
})
/** Its text. */
export const text = (...statements: readonly Statement[]): string => JSON.stringify(document(...statements))
/** Everything is allowed. */
export const EVERYTHING = { Action: '*' }
/** The statements with a condition. */
export const when = (operator: string, key: string, value: string | readonly string[]): Statement => ({
  Condition: { [operator]: { [key]: value } },
})
/** A trust in the whole account, or as given. */
export const trust = (more: Statement = {}): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: ['sts:AssumeRole', 'sts:TagSession'], ...more },
  })

/** One way to more permissions. */
export interface Escalation {
  /** What must be there before; in the second try with what stops the attack. */
  readonly before?: (w: World, stopped: boolean) => Promise<unknown>
  /** What the attacker is allowed. */
  readonly allowed: readonly Statement[]
  /** What it is allowed instead, where its own policies stop it. */
  readonly narrowed?: readonly Statement[]
  /** What its permissions boundary has in both tries, and what it has more in the second. */
  readonly bounded?: readonly Statement[]
  readonly boundedBy?: readonly Statement[]
  /** Who has more permissions then; nobody where the calls alone are the gain. */
  readonly attack: (w: World, eve: UserCaller) => Promise<Caller | undefined>
  /** What the attacker is after: an object. */
  readonly prize?: string
}

/** Whether an attack got through to its prize, or where it ended. */
export type Outcome = 'through' | 'refused' | 'nothing gained'

/** Tries an attack in a new world: with what stops it, or without. */
export async function tried(escalation: Escalation, { stopped }: { readonly stopped: boolean }): Promise<Outcome> {
  const { before, allowed, narrowed = allowed, bounded, boundedBy = [], attack, prize = 'x' } = escalation
  const w = await world()
  const eve = await w.user('eve', { p: document(...(stopped ? narrowed : allowed)) })
  if (bounded !== undefined) await bind(w, stopped ? [...bounded, ...boundedBy] : bounded)
  await before?.(w, stopped)
  if (mayTake(w, eve, prize)) throw new Error('eve has the prize before the attack')
  try {
    const winner = await attack(w, eve)
    return winner === undefined || mayTake(w, winner, prize) ? 'through' : 'nothing gained'
  } catch (error) {
    if ((error as { code?: string }).code === 'AccessDenied') return 'refused'
    throw error
  }
}

async function bind(w: World, statements: readonly Statement[]): Promise<void> {
  await w.call(CreatePolicy, { PolicyName: 'bounds', PolicyDocument: text(...statements) })
  await w.call(PutUserPermissionsBoundary, { UserName: 'eve', PermissionsBoundary: arn('policy/bounds') })
}

const surroundings = { now: START, secure: true, sourceIp: '192.0.2.1', region: 'us-east-1', signed: {} }
const mayTake = (w: World, caller: Caller, prize: string): boolean => {
  const question = { action: 's3:GetObject', resource: `arn:aws:s3:::loot/${prize}` }
  return w.read((state) => w.access.decide({ caller, question, surroundings, state })).allowed
}

/** The owner of credentials, as a request with them would be told. */
export function ownerOf(w: World, key: { AccessKeyId: string; SessionToken?: string | undefined } | undefined): SignedCaller {
  const presented = { accessKeyId: key?.AccessKeyId ?? '', sessionToken: key?.SessionToken }
  const resolver = { ring: w.ring, secrets: new OpenedSecrets() }
  const resolved = w.read((state) => resolveKey(presented, state, { resolver, now: w.clock.now() }))
  if ('unresolved' in resolved) throw new Error(`the key is ${resolved.unresolved}`)
  return resolved.caller
}

/** What a role of a test may do, and how it is made. */
interface MadeRole {
  readonly may?: readonly Statement[]
  readonly AssumeRolePolicyDocument?: string
}

/** A role that everybody in the account may be allowed to assume, unless its trust says otherwise. */
export async function makeRole(w: World, RoleName: string, { may = [], AssumeRolePolicyDocument = trust() }: MadeRole = {}): Promise<void> {
  await w.call(CreateRole, { RoleName, AssumeRolePolicyDocument })
  if (may.length > 0) await w.call(PutRolePolicy, { RoleName, PolicyName: 'p', PolicyDocument: text(...may) })
}

/** A session of the role, for the caller. */
export async function assume(
  w: World,
  caller: Caller,
  { role, ...more }: { role: string; [parameter: string]: unknown },
): Promise<SignedCaller> {
  const { Credentials } = await w.call(AssumeRole, { RoleArn: arn(`role/${role}`), RoleSessionName: 's', ...more }, caller)
  return ownerOf(w, Credentials)
}
