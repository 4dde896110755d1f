import { chmodSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { countedIds } from '../testing/counted-ids.js'
import { temporaryFolder } from '../testing/temporary-folder.js'
import { firstRoot } from './data-directory/first-root.js'
import { checkSuppliedRoot, claimRootCredentials, keptRootCredentials, rootCredentialsFile } from './root-credentials.js'

const ID = '11111111-1111-4111-8111-111111111111'
const ACCOUNT = '111122223333'
const dataDir = () => temporaryFolder('root')
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
const kept = { accountId: ACCOUNT, accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: SECRET }

function holding(text: string): string {
  const at = dataDir()
  writeFileSync(rootCredentialsFile(at), text, { mode: 0o600 })
  return at
}

const refusal = (at: string): string => {
  try {
    keptRootCredentials(at)
  } catch (error) {
    if ((error as { code?: unknown }).code === 'StartupError') return (error as Error).message
  }
  throw new Error('not refused')
}

describe('the kept root key', () => {
  it.each([
    ['is not JSON', `secretAccessKey = ${SECRET}`, 'is not a JSON object'],
    ['is truncated', JSON.stringify(kept).slice(0, -10), 'is not a JSON object'],
    ['is not an object', JSON.stringify(SECRET), 'is not a JSON object'],
    ['is null', 'null', 'is not a JSON object'],
    ['has no account', JSON.stringify({ ...kept, accountId: undefined }), 'is damaged: accountId must be 12 digits'],
    ['has an account in another format', JSON.stringify({ ...kept, accountId: SECRET }), 'is damaged: accountId must be 12 digits'],
    ['has the secret as its key id', JSON.stringify({ ...kept, accessKeyId: SECRET }), 'is damaged: accessKeyId must be 16 to 128'],
    ['has a secret with a line break', JSON.stringify({ ...kept, secretAccessKey: `${SECRET}\nx` }), 'secretAccessKey must be 16 to 256'],
    ['has no secret', JSON.stringify({ ...kept, secretAccessKey: 7 }), 'secretAccessKey must be 16 to 256'],
    ['has an id in another format', JSON.stringify({ ...kept, installationId: SECRET }), 'installationId must be a UUID'],
  ])('is rejected, without quoting the file, when it %s', (_, text, says) => {
    const message = refusal(holding(text))
    expect(message).toContain(says)
    expect(message).toMatch(/Restore the file, or move it away/)
    for (let at = 0; at + 6 <= SECRET.length; at++) expect(message).not.toContain(SECRET.slice(at, at + 6))
  })

  it('is rejected when others can read it, with what to do', () => {
    const at = holding(JSON.stringify(kept))
    chmodSync(rootCredentialsFile(at), 0o640)
    expect(refusal(at)).toContain(`(mode 640). Run: chmod 600 ${rootCredentialsFile(at)}`)
  })

  it('is rejected when it is a link', () => {
    const at = dataDir()
    symlinkSync(rootCredentialsFile(holding(JSON.stringify(kept))), rootCredentialsFile(at))
    expect(refusal(at)).toContain('is a symbolic link')
  })

  it('gets the id of its installation once, and stays private', () => {
    const at = holding(JSON.stringify(kept))
    claimRootCredentials(at, ID)
    claimRootCredentials(at, ID.replaceAll('1', '2'))
    expect(keptRootCredentials(at)).toEqual({ ...kept, installationId: ID })
    expect(statSync(rootCredentialsFile(at)).mode & 0o777).toBe(0o600)
  })

  it('is not created by claiming it', () => {
    const at = dataDir()
    claimRootCredentials(at, ID)
    expect(keptRootCredentials(at)).toBeUndefined()
  })
})

describe('the first root key', () => {
  const first = (at: string, installationId: string | undefined, account = ACCOUNT) =>
    firstRoot(at, { account, installationId, ids: countedIds() })

  it('of an interrupted first start is used again', () => {
    const at = dataDir()
    const made = first(at, ID)
    expect(first(at, ID)).toMatchObject(made)
    expect(keptRootCredentials(at)).toEqual({ ...made, installationId: ID })
  })

  it('of a server without a store is used again, also by one with a store', () => {
    const at = dataDir()
    const made = first(at, undefined)
    expect(keptRootCredentials(at)).toEqual({ ...made, store: 'memory' })
    expect(first(at, undefined)).toMatchObject(made)
    expect(first(at, ID)).toEqual(made)
    expect(keptRootCredentials(at)).toEqual({ ...made, installationId: ID })
  })

  it.each([
    ['an installation', { installationId: ID }],
    ['data from before installations had ids', {}],
  ])('of %s is never overwritten by a server without a store, but used', (_, whose) => {
    const text = JSON.stringify({ ...kept, ...whose })
    const at = holding(text)
    expect(first(at, undefined)).toMatchObject(kept)
    expect(() => first(at, undefined, '999999999999')).toThrow(`holds the root key of account ${ACCOUNT}, and is not overwritten`)
    expect(readFileSync(rootCredentialsFile(at), 'utf8')).toBe(text)
  })
})

describe('a supplied root key', () => {
  it.each(['short', 'ASIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE.', 'akiaiosfodnn7example'])(
    'is rejected when its id is %s',
    (accessKeyId) => {
      const says =
        'DAYPASS_ROOT_ACCESS_KEY_ID must be a long-term access key id: 16 to 128 characters A-Z and 0-9, not beginning with ASIA.'
      expect(() => checkSuppliedRoot({ ...kept, accessKeyId })).toThrow(expect.objectContaining({ code: 'StartupError', message: says }))
    },
  )
})
