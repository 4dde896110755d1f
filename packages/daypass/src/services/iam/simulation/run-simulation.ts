// simulation: what policies would decide, without doing anything: both simulating operations and the lists of context keys. Owns the limit on the
// work of one request. Refuses invalid input, and answers that would reveal a policy that the requester may not read. Leaves evaluation to access
// and policy.

import { type SimulatedOrganization, simulatedOrganization } from '../../../access/simulation/organization-layers.js'
import { simulate } from '../../../access/simulation/simulate.js'
import type { SimulatedCaller } from '../../../access/simulation/simulated-caller.js'
import type { SimulatedDocument, SimulatedLayer } from '../../../access/simulation/simulated-layer.js'
import { inOrder } from '../../../credentials/pages.js'
import type { Reader } from '../../../directory/state.js'
import type { EvaluationResult, SimulatePolicyResponse } from '../../../wire/generated/iam.js'
import type { IamDeps } from '../iam.js'
import { pageOf } from '../page.js'
import { mostActions } from './allowance.js'
import { evaluationResult } from './evaluation-result.js'
import { inputDocuments, layerOf, ReadingRests, requireEvaluable, restingLayerOf } from './input-layers.js'
import { type ResourceSide, resourceSides } from './resource-policies.js'
import { resourceOwner, resourcesOf, type SimulationInput, simulationContext } from './simulation-input.js'

/** What an operation makes of its own part of the input. */
export interface Simulation {
  readonly operation: 'SimulateCustomPolicy' | 'SimulatePrincipalPolicy'
  /** The account of the requester. */
  readonly account: string
  /** Policies of the source, in addition to those of the input. */
  readonly stored: readonly SimulatedDocument[]
  /** The permissions boundary of the source; that of the input stands in for it (IAM API reference, PermissionsBoundaryPolicyInputList). */
  readonly boundary?: readonly SimulatedDocument[] | undefined
  readonly caller: SimulatedCaller
}

/**
 * A page of results, one for each action, in the order of the actions. The whole page is from one revision of the state, even if other requests ran
 * in between.
 */
export async function runSimulation(input: SimulationInput, simulation: Simulation, deps: IamDeps): Promise<SimulatePolicyResponse> {
  const { operation, account } = simulation
  const run = await prepare(input, simulation, deps)
  const { Marker, MaxItems = DEFAULT_ITEMS, ...question } = input
  const actions = input.ActionNames.map((action, index) => ({ action, index }))
  const listing = { ...inOrder(actions, ({ index }) => String(index).padStart(6, '0')), operation, account, filter: [question] }
  const most = allowance(run)
  const { items, end } = pageOf({ Marker, MaxItems: Math.min(MaxItems, most) }, listing, deps)
  const EvaluationResults: EvaluationResult[] = []
  for (const { action } of items) {
    EvaluationResults.push(evaluate(action, run))
    if (EvaluationResults.length % Math.ceil(most / SLICES) === 0) await deps.rest()
  }
  return { EvaluationResults, ...end }
}

/** The maximum work of one answer is done in this many parts, and other requests run between them. */
const SLICES = 20

const DEFAULT_ITEMS = 100

interface Run {
  /** The cost of parsing the policies of the request, and of parsing those that are stored. */
  readonly reading: number
  readonly storedReading: number
  readonly input: SimulationInput
  readonly simulation: Simulation
  readonly identity: SimulatedLayer
  readonly boundary: SimulatedLayer | undefined
  readonly organization: OrganizationLayers
  readonly sideOf: (action: string, resource: string) => ResourceSide
  readonly given: ReadonlyMap<string, string | readonly string[]>
}

/** The policies of the requester's organization, as they apply to it as a caller and as an owner. Of other accounts it learns nothing. */
interface OrganizationLayers extends Pick<SimulatedOrganization, 'callerKeys' | 'ownerKeys'> {
  readonly scps: readonly SimulatedLayer[]
  readonly rcps: readonly SimulatedLayer[]
}

const NO_ORGANIZATION: OrganizationLayers = { scps: [], rcps: [], callerKeys: [], ownerKeys: [] }

/** Where only policies are given, organizations are left out, as on AWS: they are those of a principal that exists. */
async function organizationLayers({ operation, account }: Simulation, state: Reader, rests: ReadingRests): Promise<OrganizationLayers> {
  if (operation === 'SimulateCustomPolicy') return NO_ORGANIZATION
  const { scps, rcps, ...keys } = simulatedOrganization(state, account)
  return { ...keys, scps: await levelsOf('scp', scps, rests), rcps: await levelsOf('rcp', rcps, rests) }
}

async function levelsOf(kind: 'scp' | 'rcp', levels: SimulatedOrganization['scps'], rests: ReadingRests): Promise<SimulatedLayer[]> {
  const layers: SimulatedLayer[] = []
  for (const stored of levels) layers.push(await restingLayerOf({ kind, stored }, rests))
  return layers
}

async function prepare(input: SimulationInput, simulation: Simulation, deps: IamDeps): Promise<Run> {
  const { state } = deps
  const { PolicyInputList = [], PermissionsBoundaryPolicyInputList = [], ResourcePolicy } = input
  const reading = requireEvaluable([...PolicyInputList, ...PermissionsBoundaryPolicyInputList, ResourcePolicy ?? ''])
  const boundary = inputDocuments(PermissionsBoundaryPolicyInputList, 'PermissionsBoundaryPolicyInputList')
  const given = inputDocuments(PolicyInputList, 'PolicyInputList')
  const rests = new ReadingRests(deps.rest)
  const stored = boundary.length > 0 ? undefined : simulation.boundary
  const parts = {
    identity: await restingLayerOf({ kind: 'identity', stored: simulation.stored, given }, rests),
    boundary: boundary.length > 0 ? layerOf(boundary, 'boundary') : stored && (await restingLayerOf({ kind: 'boundary', stored }, rests)),
    organization: await organizationLayers(simulation, state, rests),
  }
  const sideOf = resourceSides(input, simulation.account, state)
  return { ...parts, reading, storedReading: rests.work, input, simulation, sideOf, given: simulationContext(input) }
}

function allowance({ input, simulation, identity, boundary, organization, sideOf, given, reading, storedReading }: Run): number {
  const layers = [identity, boundary, ...organization.scps, ...organization.rcps].filter((layer) => layer !== undefined)
  const context = new Map([...simulation.caller.keys, ...given])
  return mostActions({ actions: input.ActionNames, resources: resourcesOf(input), layers, sideOf, context, reading, storedReading })
}

function evaluate(action: string, { input, simulation, identity, boundary, organization, sideOf, given }: Run) {
  const { caller, operation, account } = simulation
  const isCaller = caller.principal.account === account
  const scps = isCaller ? organization.scps : []
  const results = resourcesOf(input).map((resource) => {
    const owner = resourceOwner(resource, input)
    // Keys in the request take precedence over those of the caller and the owner (IAM API reference, ContextEntries).
    const resourceAccount = owner ?? caller.principal.account
    const isOwner = resourceAccount === account
    const context = new Map([
      ...caller.keys,
      ...(isCaller ? organization.callerKeys : []),
      ...(owner === undefined ? [] : [['aws:resourceaccount', owner] as const]),
      ...(isOwner ? organization.ownerKeys : []),
      ...given,
    ])
    const request = { principal: caller.principal, action, resource, resourceAccount, context }
    const layers = { identity, boundary, scps, rcps: isOwner ? organization.rcps : [], ...sideOf(action, resource) }
    return { resource, result: simulate(layers, request) }
  })
  return evaluationResult({ action, results, organizations: operation === 'SimulatePrincipalPolicy' })
}
