import { describe, expect, it } from 'vitest'
import { requestTags } from './request-tags.js'

describe('requestTags', () => {
  it('gives a key for every tag and one for all their keys', () => {
    const tags = [
      { Key: 'Team', Value: 'red' },
      { Key: 'Stage', Value: '' },
    ]
    expect(requestTags(tags)).toEqual({ 'aws:TagKeys': ['Team', 'Stage'], 'aws:RequestTag/Team': 'red', 'aws:RequestTag/Stage': '' })
  })

  it('gives no key where there are no tags', () => {
    expect(requestTags([])).toEqual({})
    expect(requestTags(undefined)).toEqual({})
  })
})
