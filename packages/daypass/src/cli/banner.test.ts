import { describe, expect, it } from 'vitest'
import { banner } from './banner.js'

const shown = (over: { dev?: boolean; explainErrors?: boolean } = {}) =>
  banner({
    endpoint: 'http://127.0.0.1:4566',
    installation: { account: '000000000000', isNew: false },
    rootKey: '/data/root-credentials.json',
    dataDir: '/data',
    dev: false,
    explainErrors: false,
    ...over,
  })

describe('the banner', () => {
  it('names what is switched on that a server for others would not have, and only that', () => {
    expect(shown()).not.toMatch(/--dev|--explain-errors/)
    expect(shown({ explainErrors: true })).toMatch(
      /^ {2}--explain-errors {2}error messages contain more than those of AWS, including details of policies$/m,
    )
    expect(shown({ explainErrors: true })).not.toContain('--dev')
    expect(shown({ dev: true })).toMatch(/^ {2}--dev {13}anyone on this machine can move the clock/m)
  })
})
