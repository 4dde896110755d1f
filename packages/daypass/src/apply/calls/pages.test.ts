import { expect, it } from 'vitest'
import { tagsIn } from './pages.js'

it('reads the tags that calls can set or remove: others are those of AWS', () => {
  const tags = [
    { Key: 'team', Value: 'a' },
    { Key: 'aws:cloudformation:stack-name', Value: 'web' },
    { Key: 'AWS:x', Value: 'y' },
  ]
  expect([...tagsIn(tags)]).toEqual([['team', 'a']])
  expect(tagsIn(undefined).size).toBe(0)
})
