import { describe, expect, it } from 'vitest'
import { awsJsonError, restJsonError } from '../json/encode-json-error.js'
import { linkModel } from '../link-model.js'
import { decodeAwsJsonInput, targetOperation } from './decode-aws-json-input.js'
import { contentTypeOf, encodeAwsJsonOutput } from './encode-aws-json-output.js'

const modelOf = (jsonVersion: string) =>
  linkModel(
    {
      metadata: { serviceId: 'Toys', apiVersion: '2020-01-01', protocol: 'json', jsonVersion, targetPrefix: 'ToyService_2020.Toys' },
      operations: {
        Paint: { http: { method: 'POST', requestUri: '/' }, input: 'Toy', output: 'Toy', errors: [] },
        Stop: { http: { method: 'POST', requestUri: '/' }, errors: [] },
      },
      errors: {},
      shapes: {
        Toy: { type: 'structure', members: { Name: { shape: 'Name' }, At: { shape: 'At' } } },
        Name: { type: 'string' },
        At: { type: 'timestamp' },
      },
    },
    { errors: {} },
  )
const model = modelOf('1.1')
const decode = (operation: string, text: string) => decodeAwsJsonInput(model, operation, Buffer.from(text))

describe('the target of an awsJson request', () => {
  it.each([
    ['ToyService_2020.Toys.Paint', 'Paint'],
    ['ToyService_2020.Toys.Anything', 'Anything'],
    ['ToyService_2020.Toys.', ''],
    ['ToyService_2020.ToysPaint', undefined],
    ['toyservice_2020.toys.Paint', undefined],
    ['Other.Paint', undefined],
    ['Paint', undefined],
    [undefined, undefined],
  ])('%j names %j', (target, operation) => expect(targetOperation(model, target)).toBe(operation))
})

describe('awsJson', () => {
  it.each(['1.0', '1.1'])('%s has its own content type', (version) =>
    expect(contentTypeOf(modelOf(version))).toBe(`application/x-amz-json-${version}`),
  )

  it.each([
    ['Paint', '', {}],
    ['Paint', '{}', {}],
    ['Paint', '{"Name":"a","Other":1}', { Name: 'a' }],
    ['Paint', '{"At":1.5}', { At: new Date(1500) }],
    ['Stop', '', {}],
    ['Stop', '{}', {}],
    ['Stop', '{"Name":"a"}', {}],
  ])('reads %s of %j', (operation, text, input) => expect(decode(operation, text)).toEqual({ ok: true, input }))

  it.each([
    ['Paint', '[]', 'The value of the body is not an object.'],
    ['Paint', 'null', 'The value of the body is not an object.'],
    ['Paint', '{', 'The body is not valid JSON.'],
    ['Stop', '{', 'The body is not valid JSON.'],
    ['Paint', '{"Name":1}', 'The value of Name is not a valid string.'],
    ['Paint', '{"At":"2020-01-01T00:00:00Z"}', 'The value of At is not a valid timestamp.'],
    ['Paint', '{"At":"1"}', 'The value of At is not a valid timestamp.'],
  ])('rejects %s of %j', (operation, text, message) =>
    expect(decode(operation, text)).toEqual({ ok: false, problem: { code: 'SerializationException', message } }),
  )

  it('rejects bytes that are not UTF-8', () =>
    expect(decodeAwsJsonInput(model, 'Paint', Buffer.from([0x22, 0xff, 0x22]))).toMatchObject({ ok: false }))

  it.each([
    ['Paint', { Name: 'a', At: new Date(1500), Other: 1 }, '{"Name":"a","At":1.5}'],
    ['Paint', {}, '{}'],
    ['Stop', undefined, ''],
  ])('writes %s', (operation, output, body) => expect(encodeAwsJsonOutput(model, operation, output)).toBe(body))

  it.each(['constructor', 'Nothing'])('throws for the operation %s', (operation) => {
    expect(() => decode(operation, '{}')).toThrow(`the model has no operation ${operation}`)
    expect(() => encodeAwsJsonOutput(model, operation, {})).toThrow(`the model has no operation ${operation}`)
  })

  it('writes the code of an error into its body, rest-json into a header', () => {
    const failure = { code: 'Gone', message: 'why', fields: { Reason: 'x' } }
    expect(awsJsonError(failure)).toBe('{"__type":"Gone","message":"why","Reason":"x"}')
    expect(restJsonError(failure)).toBe('{"message":"why","Reason":"x"}')
    expect(awsJsonError({ code: 'Gone', message: 'why', messageName: 'Message' })).toBe('{"__type":"Gone","Message":"why"}')
  })
})
