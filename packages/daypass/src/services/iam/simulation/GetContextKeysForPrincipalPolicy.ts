import { DOCUMENTS_FORM, operation } from '../iam.js'
import { inputDocuments, ReadingRests, requireEvaluable, restingLayerOf } from './input-layers.js'
import { checkSource, requireSource, sourcePermission } from './policy-source.js'

/** The condition keys that the policies of a user, group or role name, and any that are given (IAM API reference, GetContextKeysForPrincipalPolicy). */
export const GetContextKeysForPrincipalPolicy = operation('GetContextKeysForPrincipalPolicy', {
  summary: 'Lists the condition keys that the policies of a user, group or role name.',
  actions: ['iam:GetContextKeysForPrincipalPolicy'],
  maxBody: DOCUMENTS_FORM,
  check({ PolicySourceArn, PolicyInputList = [] }, caller) {
    checkSource(PolicySourceArn, caller)
    requireEvaluable(PolicyInputList)
  },
  authorize: ({ PolicySourceArn }, _caller, { state }) => [
    sourcePermission('iam:GetContextKeysForPrincipalPolicy', PolicySourceArn, state),
  ],
  async handle({ PolicySourceArn, PolicyInputList }, _caller, deps) {
    const { documents: stored } = requireSource(PolicySourceArn, deps)
    const given = inputDocuments(PolicyInputList, 'PolicyInputList')
    const { keys } = await restingLayerOf({ kind: 'identity', stored, given }, new ReadingRests(deps.rest))
    return { ContextKeyNames: keys }
  },
})
