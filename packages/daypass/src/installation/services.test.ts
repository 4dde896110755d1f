import { describe, expect, it } from 'vitest'
import { operations, services } from './services.js'

const all = Object.values(operations).flat()

describe('what the support table says of an operation', () => {
  it('is a sentence of its own', () => {
    const summaries = all.map(({ summary }) => summary)
    expect(summaries.filter((text) => !/^[A-Z][^.|\n]{8,78}\.$/.test(text))).toEqual([])
    expect(new Set(summaries).size).toBe(summaries.length)
  })

  it('is the actions it asks, sorted, or why it asks none', () => {
    const wrong = all.filter(
      ({ authorize, actions }) => (typeof authorize === 'function') !== (actions !== undefined && actions.length > 0),
    )
    expect(wrong.map(({ name }) => name)).toEqual([])
    expect(all.filter(({ actions = [] }) => [...actions].sort().join() !== actions.join()).map(({ name }) => name)).toEqual([])
    expect(all.flatMap(({ actions = [] }) => actions).filter((action) => !/^[a-z0-9-]+:[A-Z]\w+$/.test(action))).toEqual([])
  })

  it('names what both sides of a call ask', () => {
    const sts = services.find(({ name }) => name === 'sts')?.operations ?? []
    expect(sts.find(({ name }) => name === 'AssumeRole')).toEqual({
      name: 'AssumeRole',
      summary: 'Issues temporary credentials of a role.',
      support: 'implemented',
      authorization: 'sts:AssumeRole, sts:SetContext, sts:SetSourceIdentity, sts:TagSession',
    })
  })
})
