import { malformedPolicy, managedProblem, savingProblem } from '../../../access/policy-document.js'
import { parseIamArn } from '../../../core/arn.js'
import type { WireError } from '../../../core/error.js'
import { managedPolicy } from '../../../directory/iam/policy.js'
import type { PolicyDescriptorType } from '../../../wire/generated/sts.js'
import { StsError } from '../error.js'
import type { StsReads } from '../sts.js'
import { type Packed, packedPolicySize } from './packed-policy-size.js'
import { RecentTexts } from './recent-texts.js'

const MAX_POLICY_ARNS = 10
/** The maximum of the inline policy and the ARNs together. */
const MAX_POLICY_CHARACTERS = 2_048

/** Session policies that were found valid: clients that request many sessions send the same text each time. 256 KiB in total at most. */
const sound = new RecentTexts(64, MAX_POLICY_CHARACTERS)

/** What a request says of session policies. */
interface Given {
  readonly Policy?: string | undefined
  readonly PolicyArns?: readonly PolicyDescriptorType[] | undefined
}

/** The inline session policy must fit into a token and be valid, and every managed policy must have an ARN. */
export function checkSessionPolicies({ Policy, PolicyArns = [] }: Given): void {
  if (Policy !== undefined && !sound.has(Policy)) {
    // Before it is parsed: the cost of parsing grows with the length, and at this point the caller is not authorized yet.
    if (Policy.length > MAX_POLICY_CHARACTERS) throw policyTooLarge(percentOf(Policy.length))
    const problem = savingProblem(Policy, 'session')
    if (problem !== undefined) throw malformedPolicy(problem)
    sound.add(Policy)
  }
  // The model does not require the ARN. Without this check, an entry without an ARN would be dropped, and so would the restriction that the caller
  // wanted.
  const unnamed = PolicyArns.findIndex(({ arn }) => arn === undefined)
  if (unnamed >= 0) {
    const clause = `Value null at 'policyArns.${unnamed + 1}.member.arn' failed to satisfy constraint: Member must not be null`
    throw new StsError('ValidationError', `1 validation error detected: ${clause}`)
  }
  if (PolicyArns.length > MAX_POLICY_ARNS)
    throw new StsError('ValidationError', `The specified number of managed session policies exceeds the limit of ${MAX_POLICY_ARNS}.`)
}

/** The ARNs of managed session policies; undefined when there are none. */
export function policyArnsOf({ PolicyArns = [] }: Given): readonly string[] | undefined {
  return PolicyArns.length === 0 ? undefined : PolicyArns.flatMap(({ arn }) => arn ?? [])
}

/** How much of a token's room is taken, in percent. Refuses more than 100. */
export function packedSize(packed: Packed): number {
  const { policy = '', policyArns = [], tags, inherited } = packed
  const characters = policyArns.reduce((sum, arn) => sum + arn.length, policy.length)
  // AWS also limits the plaintext (STS API reference, AssumeRole, Policy); without this limit, a policy that compresses well would give an unusable
  // token.
  if (characters > MAX_POLICY_CHARACTERS) throw policyTooLarge(percentOf(characters))
  const percent = packedPolicySize(packed)
  if (percent <= 100) return percent
  const ofTags = packedPolicySize({ tags, inherited })
  if (ofTags <= 100) throw policyTooLarge(percent)
  throw new StsError('PackedPolicyTooLarge', `Packed size of session tags consumes ${ofTags}% of allotted space.`)
}

const percentOf = (characters: number): number => Math.ceil((100 * characters) / MAX_POLICY_CHARACTERS)

const policyTooLarge = (percent: number): WireError =>
  new StsError('PackedPolicyTooLarge', `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`)

/** A managed session policy must exist, in the account of the credentials or of AWS. Checked after authorization, so that it does not reveal what exists. */
export function checkManaged(arn: string, owner: string, reads: Pick<StsReads, 'state' | 'awsManaged'>): void {
  const found = managedPolicy(reads.state, reads.awsManaged, { arn })
  const account = parseIamArn(arn, 'policy')?.account
  if (found === undefined || (account !== 'aws' && account !== owner)) {
    throw new StsError('ValidationError', `The managed policy ${arn} does not exist or is not attachable.`)
  }
  const problem = managedProblem(arn, found)
  if (problem !== undefined) throw malformedPolicy(problem)
}
