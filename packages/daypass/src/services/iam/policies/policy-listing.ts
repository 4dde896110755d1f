import { byPosition, inOrder, type Ordered } from '../../../credentials/pages.js'
import { countAwsUses, type UseCounts } from '../../../directory/iam/attachment.js'
import { policies } from '../../../directory/iam/policy.js'
import type { IamReads } from '../iam.js'
import { type Managed, usesOf } from './policy.js'

/** A policy in a list, with the fields for filters. */
export interface ListedPolicy {
  readonly policy: Managed
  readonly path: string
  readonly uses: UseCounts
}

/** The policies of a scope by name; if two have the same name, the AWS managed policy comes first. */
export function policiesIn(scope: string, account: string, reads: IamReads): Ordered<ListedPolicy> {
  const sources: Ordered<ListedPolicy>['read'][] = []
  if (scope !== 'Local') sources.push(awsPolicies(account, reads))
  if (scope !== 'AWS') sources.push(ownPolicies(account, reads))
  const read = (from: string, limit: number) => {
    const found = sources.flatMap((source) => source(from, limit))
    return found.toSorted((one, other) => byPosition(position(one), position(other))).slice(0, limit)
  }
  return { read, position }
}

function position({ policy }: ListedPolicy): string {
  return 'aws' in policy ? `${policy.aws.name.toLowerCase()} aws` : `${policy.own.name.toLowerCase()} own`
}

function awsPolicies(account: string, { state, awsManaged }: IamReads): Ordered<ListedPolicy>['read'] {
  const counts = countAwsUses(state, account)
  const listed = awsManaged.list().map((aws) => ({ policy: { aws }, path: aws.path, uses: counts.get(aws.arn) ?? usesOf({ aws }) }))
  return inOrder<ListedPolicy>(listed, position).read
}

/** Reads one more than requested, because the first may come before the position: the store only knows names. */
function ownPolicies(account: string, { state }: IamReads): Ordered<ListedPolicy>['read'] {
  return (from, limit) => {
    const name = from.split(' ', 1)[0] ?? ''
    const found = policies.list(state, account, { from: name, limit: limit + 1 })
    const listed = found.map((own) => ({ policy: { own }, path: own.path, uses: usesOf({ own }) }))
    return listed.filter((one) => position(one) >= from).slice(0, limit)
  }
}
