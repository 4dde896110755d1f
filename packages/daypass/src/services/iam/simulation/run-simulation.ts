import { simulate } from '../../../access/simulation/simulate.js'
import type { SimulatedCaller } from '../../../access/simulation/simulated-caller.js'
import type { SimulatedDocument, SimulatedLayer } from '../../../access/simulation/simulated-layer.js'
import type { SimulatePolicyResponse } from '../../../wire/generated/iam.js'
import type { IamDeps } from '../iam.js'
import { inOrder, pageOf } from '../page.js'
import { evaluationResult } from './evaluation-result.js'
import { inputDocuments, layerOf } from './input-layers.js'
import { type ResourceSide, resourceSides } from './resource-policies.js'
import { contextOf, invalid, ownerOf, resourcesOf, type SimulationInput } from './simulation-input.js'

/** What an operation makes of its own part of the input. */
export interface Simulation {
  readonly operation: 'SimulateCustomPolicy' | 'SimulatePrincipalPolicy'
  /** The account of the requester. */
  readonly account: string
  /** Policies of the source, beside those of the input. */
  readonly stored: readonly SimulatedDocument[]
  readonly caller: SimulatedCaller
}

/** A page of results, one for each action, in the order of the actions. */
export function runSimulation(input: SimulationInput, simulation: Simulation, deps: IamDeps): SimulatePolicyResponse {
  const { operation, account } = simulation
  const run = prepare(input, simulation, deps)
  const { Marker, MaxItems = DEFAULT_ITEMS, ...question } = input
  const actions = input.ActionNames.map((action, index) => ({ action, index }))
  const listing = { ...inOrder(actions, ({ index }) => String(index).padStart(6, '0')), operation, account, filter: [question] }
  const { items, end } = pageOf({ Marker, MaxItems: Math.min(MaxItems, allowance(run)) }, listing, deps)
  return { EvaluationResults: items.map(({ action }) => evaluate(action, run)), ...end }
}

const DEFAULT_ITEMS = 100

/**
 * How much is worked out for one answer: actions times resources times the statements and keys that each may bring into it, and a few for itself. Beyond
 * it a page is shorter than was asked for, which the API allows; a single action beyond it is refused. Ours: nobody may keep the server busy with one
 * request. About two seconds and 12 MB of XML at the worst.
 */
const MOST_WORK = 50_000
const OWN_WORK = 5

interface Run {
  readonly input: SimulationInput
  readonly simulation: Simulation
  readonly identity: SimulatedLayer
  readonly boundary: SimulatedLayer | undefined
  readonly sideOf: (action: string, resource: string) => ResourceSide
  readonly given: ReadonlyMap<string, string | readonly string[]>
}

function prepare(input: SimulationInput, simulation: Simulation, { state }: IamDeps): Run {
  const { PolicyInputList, PermissionsBoundaryPolicyInputList } = input
  const boundary = inputDocuments(PermissionsBoundaryPolicyInputList, 'PermissionsBoundaryPolicyInputList')
  return {
    input,
    simulation,
    identity: layerOf(inputDocuments(PolicyInputList, 'PolicyInputList'), 'identity', simulation.stored),
    boundary: boundary.length === 0 ? undefined : layerOf(boundary, 'boundary'),
    sideOf: resourceSides(input, simulation.account, state),
    given: contextOf(input),
  }
}

function allowance({ input, identity, boundary, sideOf }: Run): number {
  const resources = resourcesOf(input)
  const { resource, trust } = sideOf(input.ActionNames[0] ?? '', resources[0] ?? '*')
  const layers = [identity, boundary, resource, trust].filter((layer) => layer !== undefined)
  const weight = layers.reduce((sum, { places, keys }) => sum + places.size + keys.length, OWN_WORK)
  const most = Math.floor(MOST_WORK / (resources.length * weight))
  if (most === 0) throw invalid('Resources: there are too many for so many statements. Ask for fewer at a time.')
  return most
}

function evaluate(action: string, { input, simulation, identity, boundary, sideOf, given }: Run) {
  const { caller, operation } = simulation
  const results = resourcesOf(input).map((resource) => {
    const owner = ownerOf(resource, input)
    // What is given goes before what follows from the caller and the owner (IAM API reference, ContextEntries).
    const context = new Map([...caller.keys, ...(owner === undefined ? [] : [['aws:resourceaccount', owner] as const]), ...given])
    const request = { principal: caller.principal, action, resource, resourceAccount: owner ?? caller.principal.account, context }
    return { resource, result: simulate({ identity, boundary, ...sideOf(action, resource) }, request) }
  })
  return evaluationResult({ action, results, organizations: operation === 'SimulatePrincipalPolicy' })
}
