import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openMetrics } from './metrics.js'
import type { Figures } from './part-metrics.js'

interface Dashboard {
  readonly panels: readonly {
    readonly title: string
    readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>
    readonly targets: readonly { readonly expr: string }[]
  }[]
}

const read = (path: string): string => readFileSync(new URL(`../../../../../${path}`, import.meta.url), 'utf8')
const dashboard = JSON.parse(read('deploy/grafana/daypass.json')) as Dashboard

const nothing = { size: 0, bytes: 0, evictions: 0 }
const figures = {
  server: { inFlight: 0, connections: { open: 0, accepted: 0, refused: 0, displaced: 0, receivedBytes: 0, sentBytes: 0 } },
  installation: {
    store: { revision: 0, commits: 0, conflicts: 0 },
    caches: { sessions: nothing },
    keyFetches: { succeeded: 0, failed: 0 },
    throttled: { account: 0, key: 0 },
  },
  audit: { lines: 0, bytes: 0, waiting: 0 },
} as unknown as Figures

/** The names in the text of the metrics; of a histogram also those of its parts. */
async function names(): Promise<ReadonlySet<string>> {
  const metrics = openMetrics()
  metrics.watch(async () => figures)
  const types = [...(await metrics.text()).matchAll(/^# TYPE (\S+) (\S+)$/gm)]
  return new Set(
    types.flatMap(([, name = '', type]) => (type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name])),
  )
}

const NAME = /\b(?:daypass|process|nodejs)_\w+/g
const ALL_OWN = /\bdaypass_\w+/g

describe('the dashboard of Grafana', () => {
  it('asks only for metrics that exist', async () => {
    const known = await names()
    const asked = dashboard.panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => expr.match(NAME) ?? []))
    expect(asked.length).toBeGreaterThan(25)
    expect(asked.filter((name) => !known.has(name))).toEqual([])
  })

  it('shows every metric of daypass', async () => {
    const shown = dashboard.panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => expr.match(NAME) ?? []))
    const own = [...(await names())].filter((name) => name.startsWith('daypass_') && !/_(?:sum|count)$/.test(name))
    expect(own.filter((name) => !shown.includes(name))).toEqual([])
  })

  it('has panels that do not lie on one another', () => {
    const places = dashboard.panels.map(({ gridPos: { x, y, w } }) => ({ x, y, end: x + w }))
    const overlapping = places.filter((one, i) =>
      places.some((other, k) => k < i && other.y === one.y && other.x < one.end && one.x < other.end),
    )
    expect(overlapping).toEqual([])
  })
})

describe('docs/monitoring.md', () => {
  it('names every metric of daypass, and none that does not exist', async () => {
    const known = await names()
    const told = new Set(read('docs/monitoring.md').match(ALL_OWN))
    const listed = [...known].filter((name) => name.startsWith('daypass_')).map((name) => name.replace(/_(?:bucket|sum|count)$/, ''))
    expect(listed.filter((name) => !told.has(name))).toEqual([])
    expect([...told].filter((name) => !known.has(name) && !listed.includes(name))).toEqual([])
  })
})
