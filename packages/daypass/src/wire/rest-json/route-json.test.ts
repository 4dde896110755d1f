import { describe, expect, it } from 'vitest'
import { loadModel } from '../model.js'
import { routeJson } from './route-json.js'

describe('routeJson', () => {
  it.each([
    ['POST', '/listRegions', 'ListRegions'],
    ['POST', '/enableRegion', 'EnableRegion'],
    ['GET', '/listRegions', undefined],
    ['POST', '/listregions', undefined],
    ['POST', '/listRegions/', undefined],
    ['POST', '/', undefined],
  ])('%s %s is %s', (method, path, operation) => expect(routeJson(loadModel('account'), method, path)).toBe(operation))
})
