import { DOCUMENTS_FORM, operation } from '../iam.js'
import { inputDocuments, layerOf, requireEvaluable } from './input-layers.js'

/** Lists the condition keys in policies: what a simulation of them needs as input (IAM API reference, GetContextKeysForCustomPolicy). */
export const GetContextKeysForCustomPolicy = operation('GetContextKeysForCustomPolicy', {
  summary: 'Lists the condition keys that given policies name.',
  actions: ['iam:GetContextKeysForCustomPolicy'],
  maxBody: DOCUMENTS_FORM,
  check: ({ PolicyInputList }) => void requireEvaluable(PolicyInputList),
  authorize: () => [{ action: 'iam:GetContextKeysForCustomPolicy', resource: '*' }],
  handle: ({ PolicyInputList }) => ({ ContextKeyNames: layerOf(inputDocuments(PolicyInputList, 'PolicyInputList'), 'identity').keys }),
})
