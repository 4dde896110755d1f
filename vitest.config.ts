import { defaultExclude, defineConfig } from 'vitest/config'

const sources = ['packages/*/src/**', 'tools/**', 'conformance/**']
/** `npm run test:deep` sets it: what takes minutes lies in files of its own and is left out of `npm test`. */
const isDeep = process.env.TEST_LANE === 'deep'

export default defineConfig({
  resolve: { alias: { '@daypass/policy': new URL('packages/policy/src/index.ts', import.meta.url).pathname } },
  test: {
    include: sources.map((folder) => `${folder}/*.${isDeep ? 'deep.' : ''}test.{ts,mjs}`),
    exclude: isDeep ? [...defaultExclude] : [...defaultExclude, '**/*.deep.test.*'],
    setupFiles: ['vitest.setup.ts'],
    testTimeout: isDeep ? 1_800_000 : 60_000,
    hookTimeout: 120_000,
    // Starting a process for each file takes longer than its tests: files share one, and keep nothing in a module that another could see.
    isolate: isDeep,
  },
})
