import { policyProblem } from '../../access/policy-document.js'
import { parseIamArn } from '../../core/arn.js'
import { WireError } from '../../core/error.js'
import { managedPolicy } from '../../directory/policy.js'
import type { RoleRecord } from '../../directory/role.js'
import type { AssumeRoleRequest } from '../../wire/generated/sts.js'
import { packedPolicySize } from './packed-policy-size.js'
import type { StsReads } from './sts.js'

const MAX_POLICY_ARNS = 10
/** Inline policy and ARNs together. */
const MAX_POLICY_CHARACTERS = 2_048

const tooLarge = (percent: number): WireError =>
  new WireError('PackedPolicyTooLarge', `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`)

/** The inline session policy must parse, and all of it fit into a token. */
export function checkSessionPolicies(input: AssumeRoleRequest): void {
  if (input.Policy !== undefined) {
    const problem = policyProblem(input.Policy, 'session')
    if (problem !== undefined) throw new WireError('MalformedPolicyDocument', problem)
  }
  const arns = input.PolicyArns ?? []
  // The model does not demand the ARN; without this an entry that names none would be dropped, and with it the limit that the caller asked for.
  const unnamed = arns.findIndex(({ arn }) => arn === undefined)
  if (unnamed >= 0) {
    const clause = `Value null at 'policyArns.${unnamed + 1}.member.arn' failed to satisfy constraint: Member must not be null`
    throw new WireError('ValidationError', `1 validation error detected: ${clause}`)
  }
  const characters = arns.reduce((sum, { arn }) => sum + (arn?.length ?? 0), input.Policy?.length ?? 0)
  // AWS counts the plaintext too (STS API reference, AssumeRole, Policy); without this bound a policy that compresses well would make a token nobody can send.
  if (characters > MAX_POLICY_CHARACTERS) throw tooLarge(Math.ceil((100 * characters) / MAX_POLICY_CHARACTERS))
  if (arns.length > MAX_POLICY_ARNS) {
    throw new WireError('ValidationError', `The specified number of managed session policies exceeds the limit of ${MAX_POLICY_ARNS}.`)
  }
  const percent = packedPolicySize(
    input.Policy,
    arns.flatMap(({ arn }) => arn ?? []),
  )
  if (percent > 100) throw tooLarge(percent)
}

/** A managed session policy must exist, in the role's account or AWS's. Asked only once the caller may assume the role: else it would tell what exists there. */
export function checkManaged(arn: string, role: RoleRecord, reads: StsReads): void {
  const found = managedPolicy(reads.state, reads.awsManaged, arn)
  const account = parseIamArn(arn, 'policy')?.account
  if (found === undefined || (account !== 'aws' && account !== role.account)) {
    throw new WireError('ValidationError', `The managed policy ${arn} does not exist or is not attachable.`)
  }
  const problem = policyProblem(found.text(), 'managed')
  if (problem !== undefined) throw new WireError('MalformedPolicyDocument', `${arn}: ${problem}`)
}
