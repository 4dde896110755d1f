import { rootArn } from '../../core/arn.js'
import type { Document } from '../compiled-documents.js'

/** The action that makes the root user of a member. */
export const ASSUME_ROOT = 'sts:AssumeRoot'

/**
 * What stands for the policy of the root user that AssumeRoot asks about: it leaves the decision to the caller's account. So the policies of the caller
 * must allow, the SCPs of the caller's account and the RCPs of the other bind, and the operation then refuses accounts that have no such access.
 */
export const rootAccessPolicy = (account: string): Document => ({
  name: 'central root access',
  kind: 'resource',
  version: account,
  text: () =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Principal: { AWS: rootArn(account) }, Action: ASSUME_ROOT, Resource: '*' },
    }),
})
