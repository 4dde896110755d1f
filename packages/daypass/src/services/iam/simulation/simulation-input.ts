import { readContextEntries } from '../../../access/simulation/context-entries.js'
import { parseArn } from '../../../core/arn.js'
import type { WireError } from '../../../core/error.js'
import type { SimulatePrincipalPolicyRequest } from '../../../wire/generated/iam.js'
import { invalidInput } from '../errors.js'
import { checkResourceHandling } from './resource-handling.js'

/** The parameters that both simulating operations share (IAM API reference, SimulateCustomPolicy, SimulatePrincipalPolicy). */
export type SimulationInput = Omit<SimulatePrincipalPolicyRequest, 'PolicySourceArn'>

/** `InvalidInput`. AWS's texts for these errors are not known. */
export const invalid = (what: string): WireError => invalidInput(`Invalid Input ${what}`)

/** Refuses what is wrong with the input itself. */
export function checkInput(input: SimulationInput): void {
  checkActions(input.ActionNames)
  const wrong = resourcesOf(input).find((resource) => resource !== '*' && parseArn(resource) === undefined)
  if (wrong !== undefined) throw invalid(`Resource: ${wrong} is not an ARN.`)
  const boundaries = input.PermissionsBoundaryPolicyInputList?.length ?? 0
  if (boundaries > 1) throw invalid(`Policies: only one permissions boundary can be given, not ${boundaries}.`)
  if (input.ResourceOwner !== undefined) accountOf(input.ResourceOwner)
  checkResourceHandling(input.ResourceHandlingOption, resourcesOf(input))
  simulationContext(input)
}

/** Without ResourceArns the simulation is about all resources. */
export function resourcesOf({ ResourceArns = [] }: SimulationInput): readonly string[] {
  return ResourceArns.length === 0 ? ['*'] : ResourceArns
}

/** The context keys in the request, with names in lower case. */
export function simulationContext({ ContextEntries = [] }: SimulationInput): ReadonlyMap<string, string | readonly string[]> {
  const read = readContextEntries(ContextEntries)
  if (!read.ok) throw invalid(`Context Entries: ${read.problem}.`)
  return read.context
}

/** The owner of a resource: from its ARN, otherwise from the request. Undefined if neither has it. */
export function resourceOwner(resource: string, { ResourceOwner }: SimulationInput): string | undefined {
  const named = parseArn(resource)?.account ?? ''
  if (/^[0-9]{12}$/.test(named)) return named
  return ResourceOwner === undefined ? undefined : accountOf(ResourceOwner)
}

/** ResourceOwner is the ARN of an account on one page of AWS's, an account id on another; clients send both. */
function accountOf(owner: string): string {
  const account = /^(?:arn:aws:iam::([0-9]{12}):root|([0-9]{12}))$/.exec(owner)
  if (account === null) throw invalid(`Resource Owner: ${owner} is neither the ARN of an account nor its id.`)
  return account[1] ?? account[2] ?? ''
}

function checkActions(actions: readonly string[]): void {
  if (actions.length === 0) throw invalid('Actions: must not be empty.')
  const wrong = actions.filter((action) => !/^[A-Za-z0-9-]+:[A-Za-z0-9_-]+$/.test(action))
  if (wrong.length > 0) throw invalid(`Actions: [${wrong.join(',')}]. An action must be a service and a name, without wildcards.`)
}
