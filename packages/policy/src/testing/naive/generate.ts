import * as fc from 'fast-check'
import { type AttachmentPoint, documentOf, type Scene } from './build-statement.js'
import type { CaseCaller, CasePolicies, ContextValues, EvaluationCase, JsonObject } from './evaluation-case.js'
import { type DocumentPlan, documentPlan, sometimes } from './statement-plan.js'
import { callers, management, type Operation, operations, organization, requestKeys } from './vocabulary.js'

export interface GenerateOptions {
  /** Also values and combinations on which the contract is silent (default: no). */
  readonly contested?: boolean
  /** Also unknown operators and elements (default: no). */
  readonly unknowns?: boolean
}

interface LevelPlan {
  readonly full: boolean
  readonly documents: readonly DocumentPlan[]
}

interface CasePlan {
  readonly caller: number
  readonly operation: number
  readonly context: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly organized: boolean
  readonly restrictPublicBuckets: boolean
  readonly settings: boolean
  readonly identity: readonly DocumentPlan[]
  readonly boundary: DocumentPlan | undefined
  readonly boundaryFull: boolean
  readonly session: readonly DocumentPlan[] | undefined
  readonly attached: DocumentPlan | undefined
  readonly scps: readonly LevelPlan[]
  readonly rcps: readonly LevelPlan[] | undefined
}

function maybe<T>(percent: number, one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 100 - percent, arbitrary: fc.constant(undefined) },
    { weight: percent, arbitrary: one },
  )
}

function levels(full: number): fc.Arbitrary<LevelPlan[]> {
  const documents: fc.Arbitrary<DocumentPlan[]> = fc.oneof(
    { withCrossShrink: true },
    { weight: 3, arbitrary: fc.constant<DocumentPlan[]>([]) },
    { weight: 1, arbitrary: fc.array(documentPlan, { minLength: 1, maxLength: 1 }) },
  )
  return fc.array(fc.record({ full: sometimes(full), documents }), { minLength: 1, maxLength: 3 })
}

const contextPlan = fc.record(
  Object.fromEntries(Object.entries(requestKeys).map(([key, values]) => [key, maybe(45, fc.constantFrom(...values))])),
) as fc.Arbitrary<CasePlan['context']>

const casePlan: fc.Arbitrary<CasePlan> = fc.record({
  caller: fc.nat(callers.length - 1),
  operation: fc.nat(997),
  context: contextPlan,
  organized: sometimes(35),
  restrictPublicBuckets: sometimes(70),
  settings: sometimes(25),
  identity: fc.array(documentPlan, { maxLength: 2 }),
  boundary: maybe(30, documentPlan),
  boundaryFull: sometimes(50),
  session: maybe(45, fc.array(documentPlan, { minLength: 1, maxLength: 2 })),
  attached: maybe(70, documentPlan),
  scps: levels(90),
  rcps: maybe(30, levels(100)),
})

const everything: JsonObject = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }

/** Contract 3.1: the keys that follow from the caller. */
function derivedOf(caller: CaseCaller, operation: Operation, organized: boolean): ContextValues {
  const types = { user: 'User', assumedRole: 'AssumedRole', federatedUser: 'FederatedUser', root: 'Account', anonymous: 'Anonymous' }
  const type = Object.entries(types).find(([name]) => name === caller.type)?.[1]
  const arn = caller.roleArn ?? (caller.account === undefined ? undefined : caller.arn)
  const ids: Record<string, string | undefined> = {
    user: caller.id,
    assumedRole: `${caller.roleId}:${caller.sessionName}`,
    federatedUser: `${caller.account}:${caller.name}`,
    root: caller.account,
  }
  const tags = Object.entries(caller.tags ?? {}).map(([key, value]) => [`aws:PrincipalTag/${key}`, value] as const)
  const member = organized && caller.account !== undefined
  const all: Record<string, string | readonly string[] | undefined> = {
    'aws:PrincipalType': type,
    'aws:PrincipalArn': arn,
    'aws:PrincipalAccount': caller.type === 'anonymous' ? 'anonymous' : caller.account,
    'aws:PrincipalIsAWSService': caller.type === 'service' ? 'true' : caller.account === undefined ? undefined : 'false',
    'aws:PrincipalServiceName': caller.type === 'service' ? caller.name : undefined,
    'aws:PrincipalServiceNamesList': caller.type === 'service' ? [caller.name ?? ''] : undefined,
    'aws:ViaAWSService': caller.account === undefined ? undefined : 'false',
    'aws:userid': ids[caller.type],
    'aws:username': caller.type === 'user' ? caller.name : undefined,
    'aws:TokenIssueTime': ['temporary', 'sessionToken', 'assumeRoot'].includes(caller.credential ?? '')
      ? '2026-03-10T11:00:00Z'
      : undefined,
    'aws:PrincipalOrgID': member ? organization : undefined,
    'aws:FederatedProvider': caller.federatedProvider,
    'aws:SourceIdentity': caller.sourceIdentity,
    'aws:ResourceAccount': operation.account,
    ...Object.fromEntries(tags),
  }
  return present(all)
}

function present(values: Readonly<Record<string, string | readonly string[] | undefined>>): ContextValues {
  const kept: Record<string, string | readonly string[]> = {}
  for (const [key, value] of Object.entries(values)) if (value !== undefined) kept[key] = value
  return kept
}

function levelsOf(plans: readonly LevelPlan[], scene: Scene, attachment: AttachmentPoint): JsonObject[][] {
  return plans.map((level) => [
    ...(level.full && attachment === 'scp' ? [everything] : []),
    ...level.documents.map((document) => documentOf(document, scene, attachment)),
  ])
}

/** Contract 4.3: the contract names the services RCPs support at launch, and says that later there are more. */
function hasRcps(scene: Scene): boolean {
  return scene.contested || ['s3', 'sts', 'kms', 'sqs'].includes(scene.operation.action.split(':')[0] ?? '')
}

function attachedOf(plan: CasePlan, scene: Scene): Pick<CasePolicies, 'resource' | 'trust'> {
  const [service, , type] = [scene.operation.action.split(':')[0], '', scene.operation.resource.split(':')[5]]
  const isKey = service === 'kms' && !scene.contested
  if (plan.attached === undefined && !isKey) return { resource: null, trust: null }
  const document = plan.attached ?? { version: '2012-10-17', statements: [] }
  if (service === 'sts') return { resource: null, trust: type?.startsWith('role/') === true ? documentOf(document, scene, 'trust') : null }
  const takesPolicy = ['s3', 'kms', 'sqs'].includes(service ?? '')
  return { trust: null, resource: takesPolicy ? documentOf(document, scene, 'resource') : null }
}

function policiesOf(plan: CasePlan, scene: Scene): CasePolicies {
  const { type, credential } = scene.caller
  const hasIdentity = ['user', 'assumedRole', 'federatedUser'].includes(type)
  const hasSession = ['assumedRole', 'federatedUser'].includes(type) || credential === 'assumeRoot'
  const boundary = plan.boundaryFull ? everything : plan.boundary && documentOf(plan.boundary, scene, 'identity')
  return {
    identity: hasIdentity ? plan.identity.map((document) => documentOf(document, scene, 'identity')) : [],
    boundary: hasIdentity && plan.boundary !== undefined ? (boundary ?? null) : null,
    session: hasSession && plan.session !== undefined ? plan.session.map((document) => documentOf(document, scene, 'identity')) : null,
    ...attachedOf(plan, scene),
    scps: plan.organized ? levelsOf(plan.scps, scene, 'scp') : null,
    rcps: plan.rcps !== undefined && hasRcps(scene) ? levelsOf(plan.rcps, scene, 'rcp') : null,
  }
}

/** TagSession and SetSourceIdentity by credentials that may only call AssumeRole: the contract does not say. */
function canCall(caller: CaseCaller, operation: Operation, contested: boolean): boolean {
  const besideAssumeRole = operation.action === 'sts:TagSession' || operation.action === 'sts:SetSourceIdentity'
  return operation.types.includes(caller.type) && (contested || !besideAssumeRole || caller.credential !== 'sessionToken')
}

function build(plan: CasePlan, options: GenerateOptions): EvaluationCase {
  const contested = options.contested === true
  const caller = callers[plan.caller] as CaseCaller
  const possible = operations.filter((operation) => canCall(caller, operation, contested))
  const operation = possible[plan.operation % possible.length] as Operation
  const scene: Scene = { caller, operation, contested, unknowns: options.unknowns === true }
  const flags = {
    blockPublicAcls: true,
    ignorePublicAcls: true,
    blockPublicPolicy: true,
    restrictPublicBuckets: plan.restrictPublicBuckets,
  }
  return {
    request: {
      principal: caller,
      action: operation.action,
      resource: operation.resource,
      resourceAccount: operation.account,
      context: present(plan.context),
      derived: derivedOf(caller, operation, plan.organized),
      ...(plan.organized && caller.account === management ? { principalAccountIsManagement: true } : {}),
      ...(operation.account === management ? { resourceAccountIsManagement: true } : {}),
    },
    ...(plan.settings && operation.action.startsWith('s3:') ? { settings: { s3BlockPublicAccess: flags } } : {}),
    policies: policiesOf(plan, scene),
  }
}

/** Random cases in the shape of the vectors; shrinkable. */
export function evaluationCases(options: GenerateOptions = {}): fc.Arbitrary<EvaluationCase> {
  return casePlan.map((plan) => build(plan, options))
}
