import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { serviceNames } from './service-names.js'

const catalogue = readFileSync(new URL('../../../../data/aws-actions.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .slice(1)

describe('the names of services', () => {
  it('are those of the packaged catalogue, in order, and our own', () => {
    const named = catalogue.map((line) => JSON.parse(line) as { prefix: string; name: string }).map(({ prefix, name }) => [prefix, name])
    expect([...serviceNames()].filter(([prefix]) => prefix !== 'daypass')).toEqual(named)
    expect([...serviceNames().keys()]).toEqual([...serviceNames().keys()].toSorted())
  })

  it.each(['account', 'daypass', 'iam', 's3', 'sts'])('have %s, which is served here', (service) => {
    expect(serviceNames().get(service)).toMatch(/./)
  })
})
