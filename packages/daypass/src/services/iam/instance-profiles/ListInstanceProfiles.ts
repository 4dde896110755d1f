import { instanceProfileArn } from '../../../core/arn.js'
import { instanceProfiles } from '../../../directory/iam/instance-profile.js'
import { operation } from '../iam.js'
import { pageOf } from '../page.js'
import { isWithin, ROOT_PATH } from '../paths.js'
import { profileOutput } from './instance-profile.js'

/**
 * The account's instance profiles by name (IAM API reference, ListInstanceProfiles). Asks for `…:instance-profile/` and the path prefix, for the reason
 * that ListUsers gives.
 */
export const ListInstanceProfiles = operation('ListInstanceProfiles', {
  summary: 'Lists the instance profiles of the account.',
  actions: ['iam:ListInstanceProfiles'],
  authorize: (input, { account }) => [
    { action: 'iam:ListInstanceProfiles', resource: instanceProfileArn(account, input.PathPrefix ?? ROOT_PATH, '') },
  ],
  handle(input, { account }, deps) {
    const listing = {
      operation: 'ListInstanceProfiles',
      account,
      filter: [input.PathPrefix],
      read: (from: string, limit: number) => instanceProfiles.list(deps.state, account, { from, limit }),
      position: ({ name }: { name: string }) => name.toLowerCase(),
      keep: isWithin(input.PathPrefix),
    }
    const { items, end } = pageOf(input, listing, deps)
    return { InstanceProfiles: items.map((profile) => profileOutput(profile, deps.state)), ...end }
  },
})
