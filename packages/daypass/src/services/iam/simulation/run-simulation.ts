// simulation: what policies would decide, without doing anything: both simulating operations and the lists of context keys. Owns the limit on the
// work of one request. Refuses invalid input, and answers that would reveal a policy that the requester may not read. Leaves evaluation to access
// and policy.

import { simulate } from '../../../access/simulation/simulate.js'
import type { SimulatedCaller } from '../../../access/simulation/simulated-caller.js'
import type { SimulatedDocument, SimulatedLayer } from '../../../access/simulation/simulated-layer.js'
import type { EvaluationResult, SimulatePolicyResponse } from '../../../wire/generated/iam.js'
import type { IamDeps } from '../iam.js'
import { inOrder, pageOf } from '../page.js'
import { mostActions } from './allowance.js'
import { evaluationResult } from './evaluation-result.js'
import { inputDocuments, layerOf, requireEvaluable } from './input-layers.js'
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
  const run = prepare(input, simulation, deps)
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
  /** The cost of parsing the policies of the request. */
  readonly reading: number
  readonly input: SimulationInput
  readonly simulation: Simulation
  readonly identity: SimulatedLayer
  readonly boundary: SimulatedLayer | undefined
  readonly sideOf: (action: string, resource: string) => ResourceSide
  readonly given: ReadonlyMap<string, string | readonly string[]>
}

function prepare(input: SimulationInput, simulation: Simulation, { state }: IamDeps): Run {
  const { PolicyInputList = [], PermissionsBoundaryPolicyInputList = [], ResourcePolicy } = input
  const reading = requireEvaluable([...PolicyInputList, ...PermissionsBoundaryPolicyInputList, ResourcePolicy ?? ''])
  const boundary = inputDocuments(PermissionsBoundaryPolicyInputList, 'PermissionsBoundaryPolicyInputList')
  return {
    reading,
    input,
    simulation,
    identity: layerOf(inputDocuments(PolicyInputList, 'PolicyInputList'), 'identity', simulation.stored),
    boundary: boundary.length > 0 ? layerOf(boundary, 'boundary') : simulation.boundary && layerOf([], 'boundary', simulation.boundary),
    sideOf: resourceSides(input, simulation.account, state),
    given: simulationContext(input),
  }
}

function allowance({ input, simulation, identity, boundary, sideOf, given, reading }: Run): number {
  const layers = [identity, boundary].filter((layer) => layer !== undefined)
  const context = new Map([...simulation.caller.keys, ...given])
  return mostActions({ actions: input.ActionNames, resources: resourcesOf(input), layers, sideOf, context, reading })
}

function evaluate(action: string, { input, simulation, identity, boundary, sideOf, given }: Run) {
  const { caller, operation } = simulation
  const results = resourcesOf(input).map((resource) => {
    const owner = resourceOwner(resource, input)
    // Keys in the request take precedence over those of the caller and the owner (IAM API reference, ContextEntries).
    const context = new Map([...caller.keys, ...(owner === undefined ? [] : [['aws:resourceaccount', owner] as const]), ...given])
    const request = { principal: caller.principal, action, resource, resourceAccount: owner ?? caller.principal.account, context }
    return { resource, result: simulate({ identity, boundary, ...sideOf(action, resource) }, request) }
  })
  return evaluationResult({ action, results, organizations: operation === 'SimulatePrincipalPolicy' })
}
