import type { Position } from '@daypass/policy'
import { fitsType, type ResourcePieces, resourcePieces } from '../resource-fit.js'
import type { Action, ResourceType } from '../service.js'
import type { NamedActions, StatementReading } from './reading.js'
import { type Warning, warn } from './warning.js'

/** A pattern of `Resource`, and its position. */
interface PlacedResource extends ResourcePieces {
  readonly at: Position
}

/** Compares `Resource` with the resource types of the actions. NotResource and statements without a resource have nothing to compare. */
export function lintResources(reading: StatementReading): readonly Warning[] {
  const { resource, action, span } = reading.statement
  if (resource === undefined || resource.negated || action.negated) return []
  const resources = resource.patterns.map((text, index) => ({
    ...resourcePieces(text, reading.version === '2012-10-17'),
    at: (resource.spans?.[index] ?? span).start,
  }))
  const short = resources
    .filter(isShort)
    .map(({ text, at }) => warn(at, 'arn-of-few-parts', `${text} has fewer than the six parts of an ARN. AWS may refuse to save it.`))
  const misfits = lintPatterns(resources, reading.reached ?? new Set())
  if (resources.some(({ text }) => text === '*')) return [...short, ...misfits]
  // If no resource fits any action, one warning for all resources is enough.
  const isLost = misfits.length === resources.length
  const takes = takesAny(resources)
  return [
    ...short,
    ...misfits,
    ...reading.named.filter(({ actions }) => actions.length > 0 && !takes(actions)).flatMap((one) => lintNamed(one, isLost)),
  ]
}

/** Reports differ on whether AWS saves such a pattern. */
const isShort = ({ text }: PlacedResource): boolean => text !== '*' && text.split(':').length < 6

function lintPatterns(resources: readonly PlacedResource[], reached: ReadonlySet<Action>): readonly Warning[] {
  const types = typesOf(reached)
  // If there is no resource type, the problem is in the actions: they support only `*`.
  if (types.length === 0) return []
  return resources
    .filter((resource) => !types.some((type) => fitsType(resource, type)) && !listsBuckets(reached, [resource]))
    .map(({ text, at }) =>
      warn(at, 'resource-fits-no-action', `${text} is not a resource of the statement's actions. They support ${listed(types, text)}.`),
    )
}

function lintNamed({ pattern, at, actions }: NamedActions, isLost: boolean): readonly Warning[] {
  const types = typesOf(actions)
  if (types.length === 0)
    return [warn(at, 'resource-must-be-star', `${pattern} only supports the resource "*", so this statement does not apply to it.`)]
  if (isLost) return []
  return [
    warn(at, 'action-fits-no-resource', `None of the statement's resources is a resource of ${pattern}. It supports ${listed(types)}.`),
  ]
}

/** Whether one of the actions can be requested on one of the resources. A type is compared with them once, however many patterns name it. */
function takesAny(resources: readonly PlacedResource[]): (actions: readonly Action[]) => boolean {
  const known = new Map<ResourceType, boolean>()
  const isCovered = (type: ResourceType): boolean => {
    const fits = known.get(type) ?? resources.some((resource) => fitsType(resource, type))
    known.set(type, fits)
    return fits
  }
  return (actions) => actions.some(({ resourceTypes }) => resourceTypes.some(isCovered)) || listsBuckets(actions, resources)
}

/** `s3:ListAllMyBuckets` has no resource type, but AWS's own examples grant it by ARN; the engine supports both spellings. */
function listsBuckets(actions: Iterable<Action>, resources: readonly PlacedResource[]): boolean {
  if (!resources.some(({ text }) => text === 'arn:aws:s3:::*')) return false
  for (const { name } of actions) if (name === 's3:ListAllMyBuckets') return true
  return false
}

function typesOf(actions: Iterable<Action>): readonly ResourceType[] {
  const types = new Set<ResourceType>()
  for (const { resourceTypes } of actions) for (const type of resourceTypes) types.add(type)
  return [...types]
}

/** The ARN formats, at most three; only those of the service of `wanted`, if there are any. */
function listed(types: readonly ResourceType[], wanted = ''): string {
  const serviceOf = (arn: string) => arn.split(':')[2]
  const near = types.filter(({ arn }) => serviceOf(arn) === serviceOf(wanted))
  const all = (near.length > 0 ? near : types).map(({ arn }) => arn)
  return `${all.slice(0, 3).join(', ')}${all.length > 3 ? ` and ${all.length - 3} more` : ''}`
}
