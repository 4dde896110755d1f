import { AWS_TEXT, type Stage } from '../document/problem.js'
import { splitPattern } from '../matching/arn.js'
import { compileGlob, matchesGlob } from '../matching/glob.js'
import type { SaveOptions } from './saving.js'

/** Why IAM does not save a resource: its sentence, and daypass's detail. */
export interface ArnProblem {
  readonly stage: Stage
  readonly message: string
  readonly detail: string
}

/** The number of ARN parts after `arn`: if IAM quotes an ARN, missing parts count as `*`. */
const PARTS = 5

/**
 * Why IAM would not save an entry of Resource or NotResource, although the language accepts it; undefined if it would, or if the entry is not an ARN.
 * Source: messages of AWS, quoted in public issues (partitions: 2017 to 2023; regions: 2021, 2022) and in tests that moto made against AWS in 2019.
 * Of several problems the first is reported. Policies that AWS publishes show that wildcards may stand for the partition, and `*` for the region.
 */
export function findArnProblem(text: string, variables: boolean, { partition }: SaveOptions): ArnProblem | undefined {
  if (text === '*') return undefined
  const [, named, service, region = '', , path] = splitPattern(text, variables)
  if (named === undefined) return undefined
  if (named !== partition && !matchesGlob(compileGlob(named), partition)) {
    const parts = splitPattern(text, variables).slice(1)
    const whole = [...parts, ...Array.from({ length: PARTS - parts.length }, () => '*')].join(':')
    const message = `Partition "${named}" is not valid for resource "arn:${whole}".`
    return { stage: 'arns', message, detail: `Resource ${text} must be of the partition ${partition}` }
  }
  if (service === undefined || /[*?]/.test(service))
    return { stage: 'arns', message: AWS_TEXT.vendorPlain, detail: `Resource ${text} must name its service without wildcards` }
  // Seen: an ARN with an empty part that ends before its sixth part, or without a service.
  if (service === '' || (path === undefined && text.includes('::')))
    return { stage: 'legacy', message: AWS_TEXT.legacy, detail: `Resource ${text} must be an ARN of six parts` }
  return findRegionProblem({ text, service, region, path }) ?? findPathProblem(service, path)
}

interface SplitArn {
  readonly text: string
  readonly service: string
  readonly region: string
  readonly path: string | undefined
}

/**
 * The S3 resources that have a region. Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3", resource
 * types.
 */
const REGIONAL_OF_S3 = /^(?:accesspoint|access-grants|async-request|job|storage-lens|storage-lens-group)\//

/** Users and buckets have no region in their ARNs, so a pattern with a region covers none of them. A `*` also covers the empty region. */
function findRegionProblem({ text, service, region, path = '' }: SplitArn): ArnProblem | undefined {
  if (/^\**$/.test(region)) return undefined
  const detail = `Resource ${text} must have an empty region, not ${region}`
  if (service === 'iam') return { stage: 'arns', message: `IAM resource ${text} cannot contain region information.`, detail }
  if (service !== 's3' || REGIONAL_OF_S3.test(path)) return undefined
  return { stage: 'arns', message: `Resource ${text} can not contain region information.`, detail }
}

const IAM_KINDS: readonly string[] = [
  ...['user/', 'federated-user/', 'role/', 'group/', 'instance-profile/', 'mfa/', 'server-certificate/', 'policy/', 'sms-mfa/'],
  ...['saml-provider/', 'oidc-provider/', 'report/', 'access-report/'],
]

/** The sentence as three users quote it in 2026; until 2019 it did not name `root`, the resource of sts:AssumeRoot. */
const IAM_PATH = `IAM resource path must either be "*", root, or start with ${IAM_KINDS.join(', ')}.`

function findPathProblem(service: string, path: string | undefined): ArnProblem | undefined {
  if (service !== 'iam' || path === undefined || path === '*' || path === 'root') return undefined
  if (IAM_KINDS.some((kind) => path.startsWith(kind))) return undefined
  return { stage: 'arns', message: IAM_PATH, detail: IAM_PATH }
}
