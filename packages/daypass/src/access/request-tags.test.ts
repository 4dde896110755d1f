import { describe, expect, it } from 'vitest'
import { requestTags } from './request-tags.js'

describe('requestTags', () => {
  it('has a key for every tag and one for all tag keys', () => {
    const tags = [
      { Key: 'Team', Value: 'red' },
      { Key: 'Stage', Value: '' },
    ]
    expect(requestTags(tags)).toEqual({ 'aws:TagKeys': ['Team', 'Stage'], 'aws:RequestTag/Team': 'red', 'aws:RequestTag/Stage': '' })
  })

  it('has no key if there are no tags', () => {
    expect(requestTags([])).toEqual({})
    expect(requestTags(undefined)).toEqual({})
  })
})
