// conformance: the cases that every store must pass, for reads, commits, watches and loading.
// It owns what the contract of a store means. It knows no engine and no test runner.
import type { Store } from '../store.js'
import { commitCases } from './commit-cases.js'
import { loadCases } from './load-cases.js'
import { readCases } from './read-cases.js'
import { watchCases } from './watch-cases.js'

/**
 * The requirements on every engine. Registers each case with the test runner's `it`, so that this file depends on no runner; `open` returns a fresh,
 * empty store that keeps the last `keepChanges` commits for watches. The suite closes it. An engine of several nodes does not have `replace`.
 */
export function storeConformance(
  it: (name: string, run: () => Promise<void>) => void,
  open: (options: { readonly keepChanges: number }) => Promise<Store>,
  { replaces = true, loads = true }: { readonly replaces?: boolean; readonly loads?: boolean } = {},
): void {
  const cases = [...commitCases, ...readCases, ...watchCases, ...(loads ? loadCases : [])].filter(
    (one) => replaces || one.replaces !== true,
  )
  for (const { name, keepChanges = 100, run } of cases) {
    it(name, async () => {
      const store = await open({ keepChanges })
      try {
        await run(store)
      } finally {
        await store.close()
      }
    })
  }
}
