import { describe, expect, it } from 'vitest'
import { fitsType, resourcePieces } from './resource-fit.js'

const OBJECT = `arn:\${Partition}:s3:::\${BucketName}/\${ObjectName}`
const BUCKET = `arn:\${Partition}:s3:::\${BucketName}`
const ROLE = `arn:\${Partition}:iam::\${Account}:role/\${RoleNameWithPath}`
const QUEUE = `arn:\${Partition}:sqs:\${Region}:\${Account}:\${QueueName}`
const LOG_GROUP = `arn:\${Partition}:logs:\${Region}:\${Account}:log-group:\${LogGroupName}`

const fits = (pattern: string, arn: string, variables = true) => fitsType(resourcePieces(pattern, variables), { name: 'x', arn })

describe('a resource of a policy', () => {
  it.each([
    ['*', QUEUE],
    ['arn:aws:s3:::b/*', OBJECT],
    ['arn:aws:s3:::*', OBJECT],
    ['arn:aws:s3:::b*', OBJECT],
    [`arn:aws:s3:::b/\${aws:username}/*`, OBJECT],
    ['arn:*:s3:::b?', BUCKET],
    ['arn:aws-cn:iam::*:role/path/to/name', ROLE],
    ['arn:aws:iam::111122223333:*', ROLE],
    ['arn:aws:sqs:*:*:*', QUEUE],
    ['arn:aws:*:us-east-1:111122223333:q', QUEUE],
    ['arn:aws:logs:*:*:log-group:/aws/lambda/*:*', LOG_GROUP],
    ['arn:aws:lambda:*:function:f', `arn:\${Partition}:lambda:\${Region}:\${Account}:function:\${FunctionName}`],
    ['arn:aws:logs:*', LOG_GROUP],
    ['arn:aws:ssm:*::document/AWS-RunShellScript', `arn:\${Partition}:ssm:\${Region}:\${Account}:document/\${DocumentName}`],
  ])('%s can be %s', (pattern, arn) => {
    expect(fits(pattern, arn)).toBe(true)
  })

  it.each([
    ['arn:aws:s3:::b', OBJECT],
    ['arn:aws:s3:::b/', OBJECT],
    ['arn:aws:s3:us-east-1::b', BUCKET],
    ['arn:aws:s3:::', BUCKET],
    ['arn:aws:iam::111122223333:user/*', ROLE],
    ['arn:aws:iam::111122223333:Role/*', ROLE],
    ['arn:aws:iam:us-east-1:111122223333:role/x', ROLE],
    ['arn:aws:sqs::111122223333:q', QUEUE],
    ['arn:aws:sns:*:*:*', QUEUE],
    ['arn:aws:s3:::*:*:*', QUEUE],
    ['arn:aws:sns:*', QUEUE],
    ['arn:aws:logs:*:queue:x', QUEUE],
  ])('%s cannot be %s', (pattern, arn) => {
    expect(fits(pattern, arn)).toBe(false)
  })

  it('has no variables in an old document', () => {
    expect(fits(`arn:aws:s3:::\${x`, BUCKET, false)).toBe(true)
    expect(fits(`arn:aws:iam::1:role\${aws:username}`, ROLE)).toBe(true)
    expect(fits(`arn:aws:iam::1:role\${aws:username}`, ROLE, false)).toBe(false)
  })
})
