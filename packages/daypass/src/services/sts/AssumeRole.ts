import { findRole } from '../../access/policy-sets.js'
import { resourceTags } from '../../access/resource-tags.js'
import { assumedRoleArn, parseArn, parseIamArn } from '../../core/arn.js'
import { WireError } from '../../core/error.js'
import type { Refusal } from '../../core/operation.js'
import { issueSession } from '../../credentials/issue.js'
import type { AssumeRoleRequest } from '../../wire/generated/sts.js'
import { packedPolicySize } from './packed-policy-size.js'
import { roleSessionSeconds } from './session-duration.js'
import { checkManaged, checkSessionPolicies } from './session-policies.js'
import { operation, refuseMfa, signed, wholeSeconds } from './sts.js'

/**
 * Temporary credentials of a role for whoever its trust policy and the caller's own policies let in (STS API reference, AssumeRole).
 * A role that does not exist and one that does not trust the caller get the same answer.
 */
export const AssumeRole = operation('AssumeRole', {
  check(input, caller) {
    if (signed(caller).kind === 'root') throw new WireError('AccessDenied', 'Roles may not be assumed by root accounts.')
    if (parseArn(input.RoleArn) === undefined) throw new WireError('ValidationError', `${input.RoleArn} is invalid`)
    refuseUnsupported(input)
    checkSessionPolicies(input)
    refuseMfa(input)
  },
  authorize: (input, caller, { state }) => [
    {
      action: 'sts:AssumeRole',
      resource: input.RoleArn,
      resourceAccount: parseIamArn(input.RoleArn, 'role')?.account ?? caller.account,
      context: {
        ...resourceTags(findRole(input.RoleArn, state)?.tags ?? {}, 'principal'),
        'sts:ExternalId': input.ExternalId,
        'sts:RoleSessionName': input.RoleSessionName,
      },
    },
  ],
  denied: ({ caller, question, decision }: Refusal) =>
    // AWS keeps AssumeRole's refusal short, so that it does not tell whether the role exists; the reason is in the audit line.
    new WireError(
      'AccessDenied',
      `User: ${caller.arn} is not authorized to perform: ${question.action} on resource: ${question.resource}`,
      {
        reason: decision.reason,
      },
    ),
  handle(input, caller, { awsManaged, clock, ids, ring, state }) {
    const role = findRole(input.RoleArn, state)
    if (role === undefined) throw new Error('a role that does not exist was allowed')
    const who = signed(caller)
    const issuedAt = wholeSeconds(clock.now())
    const expiresAt = issuedAt + 1000 * roleSessionSeconds(input.DurationSeconds, role, who)
    const policyArns = (input.PolicyArns ?? []).flatMap(({ arn }) => arn ?? [])
    for (const arn of policyArns) checkManaged(arn, role, { state, awsManaged })
    const Credentials = issueSession(
      { ring, ids, state },
      {
        kind: 'role',
        account: role.account,
        principal: role.id,
        name: input.RoleSessionName,
        issuedAt,
        expiresAt,
        ...(input.Policy === undefined ? {} : { policy: input.Policy }),
        ...(policyArns.length === 0 ? {} : { policyArns }),
      },
    )
    const Arn = assumedRoleArn(role.account, role.name, input.RoleSessionName)
    const PackedPolicySize = input.Policy === undefined && policyArns.length === 0 ? undefined : packedPolicySize(input.Policy, policyArns)
    return { Credentials, AssumedRoleUser: { AssumedRoleId: `${role.id}:${input.RoleSessionName}`, Arn }, PackedPolicySize }
  },
})

/** Parameters that bear on what the session may do and are not built yet are refused, never dropped. TODO(#4) */
function refuseUnsupported(input: AssumeRoleRequest): void {
  const asked = {
    Tags: input.Tags,
    TransitiveTagKeys: input.TransitiveTagKeys,
    SourceIdentity: input.SourceIdentity,
    ProvidedContexts: input.ProvidedContexts,
  }
  for (const [name, value] of Object.entries(asked)) {
    if (value !== undefined && value.length > 0)
      throw new WireError('InvalidParameterValue', `${name} is not supported by this version of daypass.`)
  }
}
