import { describe, expect, it } from 'vitest'
import { parsePolicy } from './parse.js'
import { statementPositions } from './statement-positions.js'

const reported = (text: string) =>
  statementPositions(text).map(({ reported: { start, end } }) => `${start.line}:${start.column}-${end.line}:${end.column}`)

const RECORDED = '{"Version": "2012-10-17", "Statement": {"Sid": "", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}}'
const LISTED = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "ec2:Describe*",
      "Resource": "*"
    },
    { "Effect": "Deny", "Action": "*", "Resource": "*" }
  ]
}`

describe('statementPositions', () => {
  it.each([
    ['a single statement, as recorded from AWS', RECORDED, ['1:41-1:113']],
    ['the first of a list, and the next one', LISTED, ['3:17-8:6', '8:6-9:57']],
    ['no statement', '{"Version":"2012-10-17"}', []],
    ['an empty list', '{"Statement":[]}', []],
    ['a text that is not JSON', '{', []],
    ['a list', '[]', []],
  ])('tells %s', (_what, text, expected) => {
    expect(reported(text)).toEqual(expected)
  })

  it('finds the statements by the position that the parser gives them', () => {
    const parsed = parsePolicy(LISTED, 'identity')
    expect(parsed.ok && parsed.policy.statements.map(({ span }) => span)).toEqual(statementPositions(LISTED).map(({ span }) => span))
  })
})
