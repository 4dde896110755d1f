import { accountOutput, requireMember } from '../accounts/account.js'
import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { withinOf } from '../tree.js'
import { typeKey } from './target.js'

/** Lists no error: there are no effective policies that could be invalid (Organizations API reference). */
export const ListEffectivePolicyValidationErrors = organizationsOperation('ListEffectivePolicyValidationErrors', {
  summary: 'Lists no error, because no effective policy can be invalid.',
  actions: ['organizations:ListEffectivePolicyValidationErrors'],
  authorize: ({ AccountId, PolicyType }, caller, reads) => [
    namedPermission('organizations:ListEffectivePolicyValidationErrors', AccountId, { caller, reads, context: typeKey(PolicyType) }),
  ],
  handle({ AccountId, PolicyType }, caller, deps) {
    const within = withinOf(caller, deps)
    const [Path] = accountOutput(within, requireMember(within, AccountId)).Paths ?? []
    return { AccountId, PolicyType, Path, EvaluationTimestamp: new Date(within.now), EffectivePolicyValidationErrors: [] }
  },
})
