import { describe, expect, it } from 'vitest'
import { errorOf, loadModel } from './model.js'
import { compilePattern } from './pattern.js'

const services: readonly string[] = ['account', 'iam', 's3', 'sts']

describe('loadModel', () => {
  it.each(services)('resolves every reference of %s', (service) => {
    const model = loadModel(service)
    expect(model.operations.size).toBeGreaterThan(2)
    for (const operation of model.operations.values()) {
      expect(operation.input === undefined || model.shapes.get(operation.input.name) === operation.input).toBe(true)
    }
  })

  it('reads each model once', () => {
    expect(loadModel('sts')).toBe(loadModel('sts'))
  })

  it('keeps the order, requirement and binding of members as in the model', () => {
    const input = loadModel('sts').operations.get('AssumeRole')?.input
    expect(input?.members.map((member) => member.name).slice(0, 3)).toEqual(['RoleArn', 'RoleSessionName', 'PolicyArns'])
    expect(input?.members.map((member) => member.required).slice(0, 3)).toEqual([true, true, false])
    const put = loadModel('s3').operations.get('PutObject')?.input
    expect(put?.payload?.streaming).toBe(true)
    expect(put?.members.find((member) => member.name === 'Metadata')).toMatchObject({ location: 'headers', wireName: 'x-amz-meta-' })
  })

  it.each(['constructor', '__proto__', 'toString', 'assumerole'])('has no operation %s', (name) => {
    expect(loadModel('sts').operations.get(name)).toBeUndefined()
    expect(errorOf(loadModel('sts'), name, name)).toBeUndefined()
  })
})

describe('errorOf', () => {
  it.each([
    ['sts', 'AssumeRole', 'MalformedPolicyDocument', 400, 'Sender'],
    ['sts', 'AssumeRole', 'RegionDisabledException', 403, 'Sender'],
    ['sts', 'AssumeRole', 'AccessDenied', 403, 'Sender'],
    ['sts', undefined, 'InvalidAction', 400, 'Sender'],
    ['sts', undefined, 'InternalFailure', 500, 'Receiver'],
    ['iam', 'GetRole', 'NoSuchEntity', 404, 'Sender'],
    ['iam', 'CreateRole', 'EntityAlreadyExists', 409, 'Sender'],
    ['iam', 'GetRole', 'ServiceFailure', 500, 'Receiver'],
    ['iam', 'CreateRole', 'NoSuchEntity', 404, 'Sender'],
    ['iam', 'CreateUser', 'PolicyNotAttachable', 400, 'Sender'],
    ['s3', 'GetObject', 'NoSuchKey', 404, 'Sender'],
    ['s3', 'DeleteBucket', 'BucketNotEmpty', 409, 'Sender'],
    ['s3', undefined, 'NotImplemented', 501, 'Receiver'],
    ['s3', 'GetObject', 'NotModified', 304, 'Sender'],
  ] as const)('%s %s can answer %s', (service, operation, code, status, fault) => {
    expect(errorOf(loadModel(service), operation, code)).toEqual({ code, status, fault })
  })

  it.each([
    ['sts', 'GetCallerIdentity', 'MalformedPolicyDocument'],
    ['iam', 'GetRole', 'EntityAlreadyExists'],
    ['iam', undefined, 'NoSuchEntity'],
    ['s3', 'GetObject', 'InternalFailure'],
  ] as const)('%s %s cannot answer %s', (service, operation, code) => {
    expect(errorOf(loadModel(service), operation, code)).toBeUndefined()
  })
})

describe('patterns', () => {
  it.each(services)('of %s are anchored at both ends', (service) => {
    const patterns = [...loadModel(service).shapes.values()].flatMap((shape) => shape.pattern ?? [])
    if (service !== 's3') expect(patterns.length).toBeGreaterThan(0)
    for (const { matches } of patterns) {
      expect(matches.source.startsWith('^(?:')).toBe(true)
      expect(matches.source.endsWith(')$')).toBe(true)
      expect(matches.global || matches.sticky || matches.multiline).toBe(false)
    }
  })

  it('accept every character that XML allows where the model misspells the higher planes', () => {
    const arn = loadModel('sts').shapes.get('arnType')?.pattern
    expect(arn?.source).toContain('\\u10000-\\u10FFFF')
    expect(arn?.matches.test('arn:aws:iam::123456789012:role/name')).toBe(true)
    expect(arn?.matches.test('\u{1F600}')).toBe(true)
    expect(arn?.matches.test('a\u0001')).toBe(false)
    expect(arn?.matches.test('\ud800')).toBe(false)
    expect(arn?.matches.test('a\n\u0000')).toBe(false)
  })

  it.each([
    ['(a)|(ab)', 'ab', true],
    ['(a)|(ab)', 'abb', false],
    ['[\\w+=,.@\\:-]*', 'a:b', true],
    ['[\\w+=,.@\\:-]*', 'a b', false],
    ['[\\p{L}]+', 'é', true],
    ['^[a-z]+$', 'a\n', false],
    ['[\\p{L}\\:]+', 'é:', true],
    ['\\p{L}+(?:(\\.|\\_)\\p{L}+){0,2}', 'é_b.c', true],
    ['\\p{L}+(?:(\\.|\\_)\\p{L}+){0,2}', 'é\\b', false],
    ['[\\p{L}\\p{Z}.:\\/=+\\-@\\[\\]\\{\\}\\$\\\\"]*', 'a -[]{}$\\"', true],
    ['[\\p{L}+\\-\\_]*', 'a,', false],
    ['\\p{L}\\-\\p{L}', 'a-b', true],
    ['(?s).*', 'a\nb', true],
    ['.*', 'a\nb', false],
  ])('%s of %j is %s', (source, text, expected) => {
    expect(compilePattern(source).test(text)).toBe(expected)
  })

  it('that compile in no mode make a broken model', () => {
    expect(() => compilePattern('[\\p{L}')).toThrow('does not compile')
  })
})
