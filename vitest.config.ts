import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { alias: { '@daypass/policy': new URL('packages/policy/src/index.ts', import.meta.url).pathname } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'tools/**/*.test.mjs', 'conformance/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
