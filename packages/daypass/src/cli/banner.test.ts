import { afterEach, describe, expect, it, vi } from 'vitest'
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
  afterEach(() => {
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
  })

  it('names the enabled features that a server for others would not have, and only those', () => {
    expect(shown()).not.toMatch(/--dev|--explain-errors/)
    expect(shown({ explainErrors: true })).toMatch(
      /^ {2}--explain-errors {2}error messages contain more than those of AWS, including details of policies$/m,
    )
    expect(shown({ explainErrors: true })).not.toContain('--dev')
    expect(shown({ dev: true })).toMatch(/^ {2}--dev {13}anyone on this machine can move the clock/m)
  })

  it.each([
    ['./daypass', "'/my clone/daypass'"],
    ['/opt/daypass', '/opt/daypass'],
    ['daypass', 'daypass'],
  ])('has a line for another terminal, for any current folder: %s', (said, called) => {
    vi.stubEnv('DAYPASS_COMMAND', said)
    vi.spyOn(process, 'cwd').mockReturnValue('/my clone')
    expect(shown()).toContain(`\n  eval "$(${called} env --data-dir /data || echo false)"\n`)
  })
})
