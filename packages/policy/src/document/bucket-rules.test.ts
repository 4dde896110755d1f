import { describe, expect, it } from 'vitest'
import { parsePolicy } from './parse.js'

function messageOf(statement: Record<string, unknown>, bucket?: string): string {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', ...statement }] })
  const result = parsePolicy(text, 's3-bucket', bucket === undefined ? {} : { bucket })
  return result.ok ? '' : result.problems.map(({ message }) => message).join(' | ')
}

const IDLE = 'Action does not apply to any resource(s) in statement'

describe('a bucket policy', () => {
  it.each([
    ['s3:GetObject', 'arn:aws:s3:::b', IDLE],
    ['s3:ListBucket', 'arn:aws:s3:::b/*', IDLE],
    ['s3:listbucket', 'arn:aws:s3:::b/*', IDLE],
    ['s3:*Object', 'arn:aws:s3:::b', IDLE],
    ['s3:GetObject', 'arn:aws:s3:::b/*', ''],
    ['s3:GetObject', 'arn:aws:s3:::b*', ''],
    ['s3:ListBucket', 'arn:aws:s3:::b', ''],
    ['s3:Get*', 'arn:aws:s3:::b', ''],
    ['s3:*', 'arn:aws:s3:::b/*', ''],
    ['*', 'arn:aws:s3:::b', ''],
    ['s3:SomethingNew', 'arn:aws:s3:::b', ''],
  ])('has %s on %s: %j', (action, resource, message) => {
    expect(messageOf({ Action: action, Resource: resource }, 'b')).toBe(message)
  })

  it('wants every action to have a resource', () => {
    expect(messageOf({ Action: ['s3:GetObject', 's3:ListBucket'], Resource: ['arn:aws:s3:::b/*'] })).toBe(IDLE)
    expect(messageOf({ Action: ['s3:GetObject', 's3:ListBucket'], Resource: ['arn:aws:s3:::b/*', 'arn:aws:s3:::b'] })).toBe('')
  })

  it.each([
    'arn:aws:s3:::other',
    'arn:aws:s3:::bb',
    'arn:aws:s3:::bb/*',
    'arn:aws:s3:::*',
    '*',
    'arn:aws:s3:us-east-1::b',
    'arn:aws:sqs:::b',
  ])('of bucket b has nothing to say about %s', (resource) => {
    expect(messageOf({ Action: 's3:*', Resource: resource }, 'b')).toBe('Policy has invalid resource')
    expect(messageOf({ Action: 's3:*', NotResource: resource }, 'b')).toBe('Policy has invalid resource')
  })
})
