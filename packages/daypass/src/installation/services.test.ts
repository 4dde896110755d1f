import { describe, expect, it } from 'vitest'
import { COMMON_ERROR_CODES } from '../core/error.js'
import { EC2_CODES } from '../pipeline/protocols/ec2-protocol.js'
import { JSON_CODES, JSON_ERROR_CODES } from '../pipeline/protocols/json-errors.js'
import { REST_XML_CODES, REST_XML_ERROR_CODES } from '../pipeline/protocols/rest-xml/rest-xml-errors.js'
import { QUERY_ERROR_CODES } from '../pipeline/protocols/query-errors.js'
import { errorOf, loadModel } from '../wire/model.js'
import { operations, servicesByName, supportTable } from './services.js'

const all = Object.values(operations).flat()

describe('the row of an operation in the support table', () => {
  it('has a sentence of its own', () => {
    const summaries = all.map(({ summary }) => summary)
    expect(summaries.filter((text) => !/^[A-Z][^.|\n]{8,78}\.$/.test(text))).toEqual([])
    expect(new Set(summaries).size).toBe(summaries.length)
  })

  it('has the required actions, sorted, or why there are none', () => {
    const wrong = all.filter(
      ({ authorize, actions }) => (typeof authorize === 'function') !== (actions !== undefined && actions.length > 0),
    )
    expect(wrong.map(({ name }) => name)).toEqual([])
    expect(all.filter(({ actions = [] }) => [...actions].sort().join() !== actions.join()).map(({ name }) => name)).toEqual([])
    expect(all.flatMap(({ actions = [] }) => actions).filter((action) => !/^[a-z0-9-]+:[A-Z]\w+$/.test(action))).toEqual([])
  })

  it('has the actions that both sides of a call require', () => {
    const sts = supportTable.find(({ name }) => name === 'sts')?.operations ?? []
    expect(sts.find(({ name }) => name === 'AssumeRole')).toEqual({
      name: 'AssumeRole',
      summary: 'Issues temporary credentials of a role.',
      support: 'implemented',
      authorization: 'sts:AssumeRole, sts:SetContext, sts:SetSourceIdentity, sts:TagSession',
    })
  })

  it.each([
    ['iam', 'UploadSSHPublicKey', 'stored but not enforced', 'there is no CodeCommit, which AWS has these keys for'],
    ['sts', 'GetDelegatedAccessToken', 'refused', 'there are no delegation requests in IAM yet, and it takes their trade-in tokens'],
  ])('says what is missing of %s %s', (service, name, support, missing) => {
    const rows = supportTable.find((one) => one.name === service)?.operations ?? []
    const row = rows.find((one) => one.name === name)
    expect([row?.support, row?.authorization.split('; ').at(-1)]).toEqual([support, `${support}: ${missing}`])
  })
})

describe('an operation that is not supported', () => {
  it('has a row and a reason, for operations of the model that are not served', () => {
    for (const { name, operations } of supportTable) {
      const { unsupported, otherOperations } = loadModel(name)
      expect([...unsupported.keys()].filter((one) => !otherOperations.has(one))).toEqual([])
      for (const [one, reason] of unsupported) {
        expect(operations.filter((row) => row.name === one)).toEqual([
          expect.objectContaining({ support: 'refused', authorization: expect.stringContaining(reason) }),
        ])
      }
    }
  })
})

describe('the errors that a protocol may return', () => {
  const codesOf = (name: string): readonly string[] => {
    const { protocol, otherOperations } = loadModel(name)
    // `NotImplemented` cannot occur where every operation is supported.
    const common = COMMON_ERROR_CODES.filter((code) => code !== 'NotImplemented' || otherOperations.size > 0)
    if (protocol === 'query') return [...common, ...QUERY_ERROR_CODES]
    if (protocol === 'ec2') return [...common, ...QUERY_ERROR_CODES].map((code) => EC2_CODES.get(code) ?? code)
    if (protocol === 'rest-xml') return [...common, ...REST_XML_ERROR_CODES].map((code) => REST_XML_CODES.get(code) ?? code)
    return [...common, ...JSON_ERROR_CODES].map((code) => JSON_CODES.get(code) ?? code)
  }

  it.each(Object.keys(servicesByName).filter((name) => name !== 's3'))('are in the model of %s', (name) => {
    expect(codesOf(name).filter((code) => errorOf(loadModel(name), undefined, code) === undefined)).toEqual([])
  })
})

describe('how unsigned requests reach a service', () => {
  it.each(Object.values(servicesByName).map(({ name, unsigned }) => [name, unsigned.by] as const))(
    'fits the protocol of %s: by %s',
    (name, by) => {
      const ways = { query: ['form'], ec2: ['form'], json: ['target', 'host', 'elsewhere'], 'rest-json': ['host', 'elsewhere'] }
      const { protocol } = loadModel(name)
      expect(protocol === 'rest-xml' ? ['host', 'elsewhere', 'anything-else'] : ways[protocol]).toContain(by)
    },
  )
})
