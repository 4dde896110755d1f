import { DOCUMENTS_FORM, operation } from '../iam.js'
import { inputDocuments, layerOf, requireEvaluable } from './input-layers.js'
import { checkSource, requireSource, sourcePermission } from './policy-source.js'

/** Lists the condition keys in the policies of a user or role, and in those of the request (IAM API reference, GetContextKeysForPrincipalPolicy). */
export const GetContextKeysForPrincipalPolicy = operation('GetContextKeysForPrincipalPolicy', {
  summary: 'Lists the condition keys that the policies of a user or role name.',
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
