import { describe, expect, it } from 'vitest'
import { decodeService } from './service.js'

const LINE = {
  prefix: 'a',
  name: 'A',
  keys: [
    ['a:x', 'String'],
    ['a:y', 'Bool'],
  ],
  resources: [['thing', `a:\${Region}:\${Account}:thing/\${Id}`, [1]]],
  sets: [
    [[0], [0]],
    [[], []],
  ],
  actions: 'GetThing R0,ListThings L1,TagThing T0',
}

describe('one service of the snapshot', () => {
  it('is read with the keys of its resource types added to its actions', () => {
    const { actions, name } = decodeService(JSON.stringify(LINE))
    expect(name).toBe('A')
    expect(actions.get('a:getthing')).toEqual({
      name: 'a:GetThing',
      accessLevel: 'Read',
      resourceTypes: [{ name: 'thing', arn: `arn:\${Partition}:a:\${Region}:\${Account}:thing/\${Id}` }],
      conditionKeys: [
        { key: 'a:x', type: 'String' },
        { key: 'a:y', type: 'Bool' },
      ],
    })
    expect(actions.get('a:listthings')).toEqual({ name: 'a:ListThings', accessLevel: 'List', resourceTypes: [], conditionKeys: [] })
    expect(actions.get('a:tagthing')?.accessLevel).toBe('Tagging')
  })

  it.each([
    ['a set', { ...LINE, actions: 'GetThing R7' }],
    ['an access level', { ...LINE, actions: 'GetThing X0' }],
    ['a condition key', { ...LINE, sets: [[[], [9]]] }],
    ['a resource type', { ...LINE, sets: [[[9], []]] }],
  ])('is rejected when %s is missing', (_, line) => {
    expect(() => decodeService(JSON.stringify(line))).toThrow('the packaged catalogue of actions is damaged at')
  })
})
