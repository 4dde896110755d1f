import type { SimulatedResult, SimulatedStatement } from '../../../access/simulation/simulate.js'
import type { EvaluationResult, PolicySourceType, ResourceSpecificResult, Statement } from '../../../wire/generated/iam.js'

/** The result for one resource. */
export interface OnResource {
  readonly resource: string
  readonly result: SimulatedResult
}

/** The result of one action; `results` has one element for each resource. */
export interface Evaluated {
  readonly action: string
  readonly results: readonly OnResource[]
  /** Whether to return what organizations decide: for a principal that exists, as recorded from AWS. */
  readonly organizations: boolean
}

/**
 * A result in the shape that AWS returns (IAM API reference, EvaluationResult; recorded in April 2025). Without resources it is flat. With
 * resources it has one part for each, which then contain the missing keys. For several resources the whole has the worst decision, on `*`: AWS
 * returns an ARN template there, from a table of all actions, and a decision that its pages do not explain.
 */
export function evaluationResult({ action, results, organizations }: Evaluated): EvaluationResult {
  const [first] = results
  if (first === undefined) throw new Error(`${action} was evaluated on nothing`)
  const all = results.map(({ result }) => result)
  const flat = results.length === 1 && first.resource === '*'
  const single = results.length === 1 ? first : undefined
  return {
    EvalActionName: action,
    EvalResourceName: single?.resource ?? '*',
    EvalDecision: worstOf(all),
    MatchedStatements: single ? shownStatements(single.result) : [],
    MissingContextValues: flat ? first.result.missing : [],
    ...(organizations && { OrganizationsDecisionDetail: { AllowedByOrganizations: all.every((one) => one.allowedByOrganizations) } }),
    ...boundaryDetail(all),
    ...(!flat && { EvalDecisionDetails: single ? decisionDetails(single.result) : {}, ResourceSpecificResults: results.map(onResource) }),
  }
}

function onResource({ resource, result }: OnResource): ResourceSpecificResult {
  return {
    EvalResourceName: resource,
    EvalResourceDecision: result.decision,
    MatchedStatements: shownStatements(result),
    MissingContextValues: result.missing,
    ...(result.sides && { EvalDecisionDetails: decisionDetails(result) }),
    ...boundaryDetail([result]),
  }
}

function worstOf(results: readonly SimulatedResult[]): SimulatedResult['decision'] {
  const decisions = new Set(results.map(({ decision }) => decision))
  return decisions.has('explicitDeny') ? 'explicitDeny' : decisions.has('implicitDeny') ? 'implicitDeny' : 'allowed'
}

function boundaryDetail(results: readonly SimulatedResult[]): Pick<EvaluationResult, 'PermissionsBoundaryDecisionDetail'> {
  if (results.some(({ allowedByBoundary }) => allowedByBoundary === undefined)) return {}
  return { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: results.every((one) => one.allowedByBoundary === true) } }
}

/** Only filled between two accounts; the names are those of the policy types. */
const decisionDetails = ({ sides }: SimulatedResult): NonNullable<EvaluationResult['EvalDecisionDetails']> =>
  sides === undefined ? {} : { 'IAM Policy': sides.identity, 'Resource Policy': sides.resource }

/**
 * `SourcePolicyType` as AWS returns it (recorded, observed); its published model has other values, so the overlay adds these. Policies of
 * organizations are never returned.
 */
const TYPES: Readonly<Partial<Record<SimulatedStatement['layer'], PolicySourceType>>> = {
  identity: 'IAM Policy',
  boundary: 'Permissions Boundary Policy',
  resource: 'Resource Policy',
  trust: 'Resource Policy',
}

function shownStatements({ matched }: SimulatedResult): Statement[] {
  return matched.flatMap(({ layer, id, start, end }) => {
    const type = TYPES[layer]
    return type === undefined ? [] : [{ SourcePolicyId: id, SourcePolicyType: type, StartPosition: shown(start), EndPosition: shown(end) }]
  })
}

const shown = ({ line, column }: SimulatedStatement['start']) => ({ Line: line, Column: column })
