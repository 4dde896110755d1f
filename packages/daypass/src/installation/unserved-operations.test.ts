import { describe, expect, it } from 'vitest'
import { anonymous } from '../core/caller.js'
import { unservedOperation } from '../pipeline/protocols/unserved-operation.js'
import { root, world } from '../testing/world.js'
import { errorOf, loadModel } from '../wire/model.js'
import { operations, protocols, type ServiceName, servicesByName } from './services.js'

const services = Object.keys(servicesByName) as readonly ServiceName[]

describe('an unsupported operation', () => {
  it.each([
    ['s3', 'AccessDenied'],
    ['iam', 'MissingAuthenticationToken'],
    ['account', 'MissingAuthenticationToken'],
  ] as const)('of %s is rejected for unsigned callers with %s, and with its name for all others', async (service, code) => {
    const here = await world()
    const operation = unservedOperation({ service, name: 'Unbuilt' })
    expect((await here.refusal(operation, {}, anonymous)).code).toBe(code)
    for (const caller of [root, await here.user('powerless')]) {
      expect(await here.refusal(operation, {}, caller)).toEqual({
        code: 'NotImplemented',
        message: 'Unbuilt is not supported by this version of daypass',
      })
    }
  })

  it.each(services)('is not one that %s supports, and its error has a status there', (service) => {
    const model = loadModel(service)
    for (const { name } of operations[service]) expect(model.otherOperations.has(name)).toBe(false)
    if (model.otherOperations.size === 0) return
    const { protocol } = model
    const code = protocol === 'ec2' ? 'UnsupportedOperation' : protocol.endsWith('json') ? 'NotImplementedException' : 'NotImplemented'
    // EC2 has one code for what it does not support, of an operation or of a parameter (EC2 user guide, "Error codes for the Amazon EC2 API").
    expect(errorOf(model, undefined, code)?.status).toBe(protocol === 'ec2' ? 400 : 501)
  })

  it('is recognized by its protocol, and its input is not decoded', async () => {
    const { account } = protocols()
    expect(loadModel('account').otherOperations.has('GetContactInformation')).toBe(true)
    const body = Buffer.from('{"Unheard":1}')
    const about = { id: 'the-id', method: 'POST', query: '', rawHeaders: [], headers: {}, sourceIp: '127.0.0.1', secure: false }
    const request = {
      ...about,
      path: '/getContactInformation',
      body: {
        async *[Symbol.asyncIterator]() {
          yield body
        },
      },
    }
    const routed = await account.route(request)
    expect([routed.operation.name, routed.unserved, routed.form?.length]).toEqual(['GetContactInformation', {}, body.length])
  })
})
