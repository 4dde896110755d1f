// conformance: the cases that every store must pass, for reads, commits, watches and loading.
// It owns what the contract of a store means. It knows no engine and no test runner.
import type { Store } from '../store.js'
import { commitCases } from './commit-cases.js'
import { loadCases } from './load-cases.js'
import { readCases } from './read-cases.js'
import { watchCases } from './watch-cases.js'

/**
 * The requirements on every engine. Registers each case with the test runner's `it`, so that this file depends on no runner; `open` returns a fresh,
 * empty store that keeps the last `keepChanges` commits for watches, and can be loaded if `toLoad`. The suite closes it. An engine of several nodes does not have `replace`, and
 * does not keep revisions in `load`.
 */
export function storeConformance(
  it: (name: string, run: () => Promise<void>) => void,
  open: (options: { readonly keepChanges: number; readonly toLoad: boolean }) => Promise<Store>,
  { replaces = true, keepsRevisions = true }: { readonly replaces?: boolean; readonly keepsRevisions?: boolean } = {},
): void {
  const cases = [...commitCases, ...readCases, ...watchCases, ...loadCases].filter(
    (one) => (replaces || one.replaces !== true) && (keepsRevisions || one.keepsRevisions !== true),
  )
  const toLoad = new Set(loadCases.map(({ name }) => name))
  for (const { name, keepChanges = 100, run } of cases) {
    it(name, async () => {
      const store = await open({ keepChanges, toLoad: toLoad.has(name) })
      try {
        await run(store)
      } finally {
        await store.close()
      }
    })
  }
}
