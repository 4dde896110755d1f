import { describe, expect, it } from 'vitest'
import { linkModel } from '../link-model.js'
import { loadModel } from '../model.js'
import type { ServiceModel } from '../service-model.js'
import { routePath } from './route-path.js'

function modelOf(uris: Readonly<Record<string, string>>): ServiceModel {
  const operations = Object.entries(uris).map(([name, requestUri]) => [name, { http: { method: 'GET', requestUri }, errors: [] }])
  const metadata = { serviceId: 'Paths', apiVersion: '2020-01-01', protocol: 'rest-json' }
  return linkModel({ metadata, operations: Object.fromEntries(operations), errors: {}, shapes: {} }, { errors: {} })
}

const model = modelOf({
  List: '/things',
  Get: '/things/{Name}',
  GetSpecial: '/things/special',
  GetPart: '/things/{Name}/parts/{Part}',
  Read: '/files/{Path+}',
  ReadMeta: '/files/{Path+}/meta/{Key}',
  ListTags: '/things/{Name}?tags',
  ListOf: '/things/{Name}?list=all',
  Dotted: '/a.b/{Name}',
})

function route(path: string, query: Record<string, string[]> = {}, method = 'GET') {
  const found = routePath(model, { method, path, query: new Map(Object.entries(query)) })
  if (found === undefined) return undefined
  return found.ok ? [found.operation, Object.fromEntries(found.labels)] : found.problem
}

describe('routePath', () => {
  it.each([
    ['/things', ['List', {}]],
    ['/things/a', ['Get', { Name: 'a' }]],
    ['/things/special', ['GetSpecial', {}]],
    ['/things/specia%6c', ['Get', { Name: 'special' }]],
    ['/things/a%2Fb', ['Get', { Name: 'a/b' }]],
    ['/things/a+b', ['Get', { Name: 'a+b' }]],
    ['/things/..', ['Get', { Name: '..' }]],
    ['/things/a/parts/b', ['GetPart', { Name: 'a', Part: 'b' }]],
    ['/files/a', ['Read', { Path: 'a' }]],
    ['/files/a/b//c/', ['Read', { Path: 'a/b//c/' }]],
    ['/files/a/b/meta/k', ['ReadMeta', { Path: 'a/b', Key: 'k' }]],
    ['/a.b/c', ['Dotted', { Name: 'c' }]],
  ])('finds %s', (path, expected) => expect(route(path)).toEqual(expected))

  it.each([
    '/',
    '',
    '/thing',
    '/Things',
    '/things/',
    '/%74hings',
    '/things/a/',
    '/things//parts/b',
    '/things/a/parts',
    '/files/',
    '/files',
    '/aXb/c',
  ])('finds nothing for %s', (path) => expect(route(path)).toBeUndefined())

  it.each<[Record<string, string[]>, string]>([
    [{}, 'Get'],
    [{ tags: [''] }, 'ListTags'],
    [{ tags: ['x'] }, 'ListTags'],
    [{ list: ['all'] }, 'ListOf'],
    [{ list: ['none'] }, 'Get'],
    [{ list: ['none', 'all'] }, 'ListOf'],
  ])('distinguishes operations with the same path by the query %j', (query, name) =>
    expect(route('/things/a', query)).toEqual([name, { Name: 'a' }]),
  )

  it.each(['/things/%', '/things/%ff', '/things/a/parts/%zz'])('rejects the label of %s', (path) =>
    expect(route(path)).toEqual({ code: 'SerializationException', message: 'The path is not well-formed percent-encoded UTF-8.' }),
  )

  it('distinguishes methods', () => expect(route('/things', {}, 'POST')).toBeUndefined())

  it.each([
    ['POST', '/listRegions', 'ListRegions'],
    ['POST', '/enableRegion', 'EnableRegion'],
    ['POST', '/acceptPrimaryEmailUpdate', 'AcceptPrimaryEmailUpdate'],
    ['GET', '/listRegions', undefined],
    ['POST', '/listregions', undefined],
    ['POST', '/listRegions/', undefined],
    ['POST', '/', undefined],
  ])('%s %s of the account service is %s', (method, path, operation) => {
    const found = routePath(loadModel('account'), { method, path, query: new Map() })
    expect(found?.ok ? found.operation : undefined).toBe(operation)
  })
})
