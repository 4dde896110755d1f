import { describe, expect, it } from 'vitest'
import { linkModel } from '../link-model.js'
import { decodeQueryInput } from '../query/decode-query-input.js'
import { encodeEc2Error, encodeEc2Output } from './encode-ec2-output.js'

const model = linkModel(
  {
    metadata: { serviceId: 'EC2', apiVersion: '2016-11-15', protocol: 'ec2', xmlNamespace: 'http://ec2.example/' },
    operations: { Describe: { http: { method: 'POST', requestUri: '/' }, input: 'In', output: 'Out', errors: [] } },
    errors: {},
    shapes: {
      In: {
        type: 'structure',
        members: {
          DryRun: { shape: 'Flag', locationName: 'dryRun' },
          Named: { shape: 'Text', locationName: 'named', queryName: 'queried' },
          plain: { shape: 'Text' },
          InstanceIds: { shape: 'Texts', locationName: 'InstanceId' },
          Filters: { shape: 'Filters', locationName: 'Filter' },
        },
      },
      Filters: { type: 'list', member: { shape: 'Filter', locationName: 'Filter' } },
      Filter: { type: 'structure', members: { Name: { shape: 'Text' }, Values: { shape: 'Texts', locationName: 'Value' } } },
      Texts: { type: 'list', member: { shape: 'Text', locationName: 'item' } },
      Text: { type: 'string' },
      Flag: { type: 'boolean' },
      Out: {
        type: 'structure',
        members: { Ids: { shape: 'Texts', locationName: 'idSet' }, NextToken: { shape: 'Text', locationName: 'nextToken' } },
      },
    },
  },
  { errors: {} },
)
const decode = (params: Record<string, string>) => decodeQueryInput(model, 'Describe', new Map(Object.entries(params)))

describe('an ec2 form', () => {
  it('has its own member names, and no element name between a list and its index', () => {
    const params = {
      ...{ DryRun: 'true', queried: 'q', Plain: 'p', 'InstanceId.1': 'i-1', 'InstanceId.2': 'i-2' },
      ...{ 'Filter.1.Name': 'vpc-id', 'Filter.1.Value.1': 'a', 'Filter.1.Value.2': 'b' },
    }
    const Filters = [{ Name: 'vpc-id', Values: ['a', 'b'] }]
    const input = { DryRun: true, Named: 'q', plain: 'p', InstanceIds: ['i-1', 'i-2'], Filters }
    expect(decode(params)).toEqual({ ok: true, input })
  })

  it.each([{ dryRun: 'true' }, { plain: 'p' }, { Named: 'q' }, { named: 'q' }, { InstanceIds: 'x' }])('ignores %j', (params) =>
    expect(decode(params)).toEqual({ ok: true, input: {} }),
  )

  it.each([{ 'InstanceId.item.1': 'i' }, { 'InstanceId.0': 'i' }, { InstanceId: 'i' }, { DryRun: 'yes' }, { 'Filter.Name': 'x' }])(
    'rejects %j instead of ignoring it',
    (params) => expect(decode(params as Record<string, string>)).toMatchObject({ ok: false, problem: { code: 'MalformedInput' } }),
  )
})

describe('an ec2 response', () => {
  it('has the request id and the members directly below its root', () =>
    expect(encodeEc2Output(model, 'Describe', { output: { Ids: ['<1>'], NextToken: 'n' }, requestId: 'r' })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<DescribeResponse xmlns="http://ec2.example/"><requestId>r</requestId>' +
        '<idSet><item>&lt;1&gt;</item></idSet><nextToken>n</nextToken></DescribeResponse>',
    ))

  it('for an error has a list of one', () =>
    expect(encodeEc2Error({ code: 'Gone', message: 'a\0<b>', requestId: 'r' })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>Gone</Code><Message>a\uFFFD&lt;b&gt;</Message></Error></Errors>' +
        '<RequestID>r</RequestID></Response>',
    ))

  it('throws for an unknown operation', () =>
    expect(() => encodeEc2Output(model, 'constructor', { output: {}, requestId: 'r' })).toThrow('the model has no operation constructor'))
})
