import { describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { pages, readPage } from './page.js'
import { runPage } from './run-page.js'

const clients = ['awscli', 'boto3', 'oathtool', 'jq', 'curl', 'pyjwt', 'etcd']

describe.skipIf(clients.some(without))('every page does what it shows, alone, pasted into bash', () => {
  it.concurrent.each(pages)('%s', { timeout: 300_000 }, async (path) => {
    expect(await runPage(path, 'bash', 'loaded')).toBe('')
  })
})

describe('the blocks that do not run', () => {
  it('are these, with the reason', () => {
    const left = pages.flatMap((path) => readPage(path).flatMap(({ mark }) => (mark.startsWith('not run') ? [`${path} ${mark}`] : [])))
    expect(left).toEqual([
      'README.md not run: these are the tests',
      'docs/backup.md not run: nothing was swept here',
      'docs/configuration.md not run: it needs a key management service',
      'docs/configuration.md not run: it needs a key management service',
      'docs/configuration.md not run: it needs a key management service',
      'docs/outbound-identity.md not run: the address is an example',
      'docs/performance.md not run: they take minutes, and measure the machine',
      'docs/production.md not run: it needs root and systemd',
    ])
  })
})
