import { operation } from '../iam.js'
import { pageOf } from '../page.js'
import { detailsIn, kindsIn, listsOf, bytesInAnswer } from './listing.js'

/**
 * Lists users, groups, roles and policies with everything that decides what they allow, in one stream of pages (IAM API reference,
 * GetAccountAuthorizationDetails). AWS publishes neither the order nor which AWS managed policies it lists: users, groups, roles and policies, each by
 * name, and only those AWS managed policies that the account uses, are rules of our own.
 */
export const GetAccountAuthorizationDetails = operation('GetAccountAuthorizationDetails', {
  summary: 'Lists users, groups, roles and policies with all documents.',
  actions: ['iam:GetAccountAuthorizationDetails'],
  authorize: () => [{ action: 'iam:GetAccountAuthorizationDetails', resource: '*' }],
  handle(input, { account }, deps) {
    const kinds = kindsIn(input.Filter)
    const ordered = detailsIn(kinds, account, deps)
    const listing = { ...ordered, operation: 'GetAccountAuthorizationDetails', account, filter: kinds, size: bytesInAnswer }
    const { items, end } = pageOf(input, listing, deps)
    return { ...listsOf(items), ...end }
  },
})
