// @ts-check
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listFiles, ownRoot, readText } from './reading/source-tree.mjs'

// Benchmarks import modules of the build by their paths, which no type checker sees.

const imports = listFiles(ownRoot, 'benchmarks')
  .filter((path) => path.endsWith('.mjs') && !path.includes('node_modules'))
  .flatMap((path) =>
    [...readText(ownRoot, path).matchAll(/^import \{([^}]*)\} from '([^']*\/dist\/[^']*)'/gm)].map(([, names = '', from = '']) => ({
      path,
      from: join(ownRoot, dirname(path), from),
      names: names.split(',').flatMap((name) => name.trim().split(' as ')[0] || []),
    })),
  )

describe('what benchmarks import of the build', () => {
  it('is found by this test', () => {
    expect(imports.length).toBeGreaterThan(5)
  })

  it.each(imports.map((one) => /** @type {const} */ ([one.path, one])))('is there: %s', async (_path, { from, names }) => {
    const module = await import(/* @vite-ignore */ from)
    expect(names.filter((name) => !(name in module))).toEqual([])
  })
})
