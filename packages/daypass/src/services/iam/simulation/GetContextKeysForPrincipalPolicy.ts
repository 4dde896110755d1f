import { DOCUMENTS_FORM, operation } from '../iam.js'
import { inputDocuments, layerOf, requireEvaluable } from './input-layers.js'
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
  handle({ PolicySourceArn, PolicyInputList }, _caller, deps) {
    const { documents } = requireSource(PolicySourceArn, deps)
    return { ContextKeyNames: layerOf(inputDocuments(PolicyInputList, 'PolicyInputList'), 'identity', documents).keys }
  },
})
