import { describe, expect, it } from 'vitest'
import { resourceTags } from '../../../directory/resource.js'
import { checkTags, tagsToOutput, tagsToRecord } from './tags.js'

const tags = (count: number) => Array.from({ length: count }, (_, n) => ({ Key: `k${n}`, Value: '' }))

describe('tags', () => {
  it('are stored and returned, whatever they are called', () => {
    const given = [
      { Key: '__proto__', Value: 'a' },
      { Key: 'constructor', Value: '' },
    ]
    expect(tagsToOutput(tagsToRecord(given))).toEqual(given)
  })

  it('are limited to fifty', () => {
    expect(() => checkTags(tags(50))).not.toThrow()
    expect(() => checkTags(tags(51))).toThrow('Cannot exceed quota for TagsPerResource: 50')
  })

  it('of a policy do not count for the condition keys of users and roles', () => {
    expect(resourceTags({ k: 'v' }, 'policy')).toEqual({ 'aws:ResourceTag/k': 'v' })
  })
})
