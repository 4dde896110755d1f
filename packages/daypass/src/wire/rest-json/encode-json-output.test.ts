import { describe, expect, it } from 'vitest'
import { loadModel } from '../model.js'
import { encodeJsonOutput } from './encode-json-output.js'

const account = loadModel('account')

describe('encodeJsonOutput', () => {
  it('writes members that are present', () => {
    const output = { Regions: [{ RegionName: 'eu-west-1', RegionOptStatus: 'ENABLED_BY_DEFAULT' }], NextToken: undefined }
    expect(encodeJsonOutput(account, 'ListRegions', output)).toEqual({
      status: 200,
      headers: { 'Content-Type': 'application/json' },
      body: '{"Regions":[{"RegionName":"eu-west-1","RegionOptStatus":"ENABLED_BY_DEFAULT"}]}',
    })
  })

  it('writes nothing if there is no output', () =>
    expect(encodeJsonOutput(account, 'EnableRegion', {})).toEqual({ status: 200, headers: {} }))

  it('throws for an unknown operation', () =>
    expect(() => encodeJsonOutput(account, 'constructor', {})).toThrow('the model has no operation constructor'))

  it('treats a value of another kind as a defect', () =>
    expect(() => encodeJsonOutput(account, 'ListRegions', { NextToken: 1 })).toThrow(TypeError))
})
