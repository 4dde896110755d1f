import { inOrder } from '../../../credentials/pages.js'
import { operation } from '../iam.js'
import { pageOf } from '../page.js'

/** Lists the delegation requests that have the given owner (IAM API reference, ListDelegationRequests). Nobody has any; the model spells `isTruncated` so. */
export const ListDelegationRequests = operation('ListDelegationRequests', {
  summary: 'Lists delegation requests: there are none.',
  actions: ['iam:ListDelegationRequests'],
  authorize: ({ OwnerId }) => [{ action: 'iam:ListDelegationRequests', resource: '*', context: { 'iam:DelegationRequestOwner': OwnerId } }],
  handle(input, { account }, deps) {
    const none = inOrder<never>([], () => '')
    const listing = { ...none, operation: 'ListDelegationRequests', account, filter: [input.OwnerId] }
    const { end } = pageOf(input, listing, deps)
    return { DelegationRequests: [], isTruncated: end.IsTruncated }
  },
})
