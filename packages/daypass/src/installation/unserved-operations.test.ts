import { describe, expect, it } from 'vitest'
import { anonymous } from '../core/caller.js'
import { unservedOperation } from '../pipeline/protocols/unserved-operation.js'
import { root, world } from '../testing/world.js'
import { errorOf, loadModel } from '../wire/model.js'
import { operations, protocols } from './services.js'

const services = ['account', 'daypass', 'iam', 's3', 'sts'] as const

describe('an operation that is not served', () => {
  it.each([
    ['s3', 'AccessDenied'],
    ['iam', 'MissingAuthenticationToken'],
    ['account', 'MissingAuthenticationToken'],
  ] as const)('of %s is refused to the unsigned with %s, and by its name to everybody else', async (service, code) => {
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

  it.each(services)('is none of those that %s serves, and its refusal has a status there', (service) => {
    const model = loadModel(service)
    for (const { name } of operations[service]) expect(model.otherOperations.has(name)).toBe(false)
    if (model.otherOperations.size === 0) return
    const code = service === 'account' ? 'NotImplementedException' : 'NotImplemented'
    expect(errorOf(model, undefined, code)?.status).toBe(501)
  })

  it('is known by the protocol of its service, whatever form it has, and its input is not looked at', async () => {
    const { iam } = protocols()
    const about = { id: 'the-id', method: 'POST', path: '/', rawHeaders: [], headers: {}, sourceIp: '127.0.0.1', secure: false }
    const names = [...loadModel('iam').otherOperations.keys()]
    expect(names.length).toBeGreaterThan(50)
    for (const name of names) {
      const body = [Buffer.from(`Action=${name}&Version=2010-05-08&Unheard.member.1=x`)]
      const request = {
        ...about,
        query: '',
        body: {
          async *[Symbol.asyncIterator]() {
            yield* body
          },
        },
      }
      const routed = await iam.route(request)
      expect([routed.operation.name, routed.unserved, routed.form?.length]).toEqual([name, {}, body[0]?.length])
    }
  })
})
