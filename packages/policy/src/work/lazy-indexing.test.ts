import { describe, expect, it } from 'vitest'
import { authorize } from '../authorize.js'
import { compilePolicies } from '../compile.js'
import { alice, policyOf } from '../testing/sample.js'
import { WorkBudget } from './work-budget.js'

/** Its first request indexes the statements under their actions, which compares each action with the other patterns. */
const POLICY = policyOf('identity', [
  { Effect: 'Allow', Action: '*', Resource: '*' },
  { Effect: 'Deny', Action: ['s3:?et*', 's3:*?bject', 's3:ListBucket', 's3:PutBucketPolicy', 's3:DeleteBucket'], Resource: '*' },
  { Effect: 'Deny', Action: ['*:?nything*', 's3:CreateBucket'], Resource: ['arn:aws:s3:::*a?b*', 'arn:aws:s3:::c'] },
])
const ACTIONS = ['s3:GetObject', 's3:DeleteBucket', 's3:ListBucket', 's3:CreateBucket', 's3:Other', 'x:anything1']
const RESOURCES = ['arn:aws:s3:::c', 'arn:aws:s3:::xaxbx']

const questions = ACTIONS.flatMap((action) => RESOURCES.map((resource) => ({ action, resource })))

function decisionsOf(identity: ReturnType<typeof compilePolicies>): string[] {
  return questions.map((asked) => {
    const request = { principal: alice, resourceAccount: alice.account, context: new Map(), policies: { identity }, ...asked }
    return `${asked.action} ${asked.resource} ${authorize(request).outcome}`
  })
}

describe('a policy whose first request exceeded the budget', () => {
  const right = decisionsOf(compilePolicies([{ name: 'p', policy: POLICY }]))

  it.each(questions)('decides later requests like one that was never stopped: $action on $resource', (asked) => {
    for (let units = 0; units < 400; units++) {
      const identity = compilePolicies([{ name: 'p', policy: POLICY }])
      const request = { principal: alice, resourceAccount: alice.account, context: new Map(), policies: { identity }, ...asked }
      authorize(request, new WorkBudget({ total: units, perDecision: units }))
      expect(decisionsOf(identity)).toEqual(right)
    }
  })
})
