import { findRole } from '../../../access/policy-sets.js'
import { readLayer, type SimulatedLayer } from '../../../access/simulation/simulated-layer.js'
import { trustDocument } from '../../../access/simulation/source-documents.js'
import { parseArn, parseIamArn } from '../../../core/arn.js'
import type { Caller } from '../../../core/caller.js'
import type { RequiredPermission } from '../../../core/operation.js'
import type { Reader } from '../../../directory/state.js'
import { IamError } from '../error.js'
import { layerOf } from './input-layers.js'
import { sourcePermission } from './policy-source.js'
import { invalid, resourcesOf, type SimulationInput } from './simulation-input.js'

/** The resource policy of one evaluation. */
export interface ResourceSide {
  readonly resource?: SimulatedLayer | undefined
  readonly trust?: SimulatedLayer | undefined
}

type Kind = 's3-bucket' | 'kms-key' | 'trust' | 'resource'

/**
 * The resource policies. ResourcePolicy applies to every resource and must be valid for each of them; AWS refuses others too. Without it, a role of
 * this account uses its own trust policy; of other resources nothing is known.
 */
export function resourceSides(input: SimulationInput, account: string, state: Reader): (action: string, resource: string) => ResourceSide {
  const known = new Map<string, ResourceSide>()
  return (action, resource) => {
    const kind = kindOf(action, resource)
    const key = input.ResourcePolicy === undefined && kind === 'trust' ? `trust of ${resource}` : kind
    const side = known.get(key) ?? readSide(kind, resource, { input, account, state })
    known.set(key, side)
    return side
  }
}

interface Known {
  readonly input: SimulationInput
  readonly account: string
  readonly state: Reader
}

function readSide(kind: Kind, resource: string, { input: { ResourcePolicy: text }, account, state }: Known): ResourceSide {
  if (text !== undefined) {
    const layer = layerOf([{ id: 'ResourcePolicy', text }], kind)
    return kind === 'trust' ? { trust: layer } : { resource: layer }
  }
  if (kind !== 'trust' || !isOwn(resource, account)) return {}
  // A role that does not exist trusts nobody.
  const role = findRole(resource, state)
  const read = readLayer(role === undefined ? [] : [trustDocument(role, state)], 'trust')
  if (!read.ok) throw new IamError('PolicyEvaluation', `The trust policy of ${resource} cannot be evaluated: ${read.problem}`)
  return { trust: read.layer }
}

/** Each requires a permission, and each is a policy to parse. */
const MOST_ROLES = 100

/**
 * The result of assuming a role of this account reveals something of its trust policy, so the requester must be allowed to read it. AWS does not
 * require that, because it ignores trust policies.
 */
export function trustQuestions(input: SimulationInput, { account }: Caller, state: Reader): readonly RequiredPermission[] {
  if (input.ResourcePolicy !== undefined || !input.ActionNames.some(isTrustAction)) return []
  const roles = new Set(resourcesOf(input).filter((resource) => isOwn(resource, account)))
  if (roles.size > MOST_ROLES)
    throw invalid(`Resources: there are ${roles.size} roles whose trust policies are asked. Send at most ${MOST_ROLES} at a time.`)
  return [...roles].map((role) => sourcePermission('iam:GetRole', role, state))
}

/** Actions on a role that its trust policy decides (STS API reference, AssumeRole). Actions are not case-sensitive. */
export const isTrustAction = (action: string): boolean => /^sts:(?:assumerole|tagsession|setsourceidentity)/i.test(action)

const isOwn = (role: string, account: string): boolean => parseIamArn(role, 'role')?.account === account

function kindOf(action: string, resource: string): Kind {
  if (isTrustAction(action) && parseIamArn(resource, 'role') !== undefined) return 'trust'
  const service = parseArn(resource)?.service
  return service === 's3' ? 's3-bucket' : service === 'kms' ? 'kms-key' : 'resource'
}
