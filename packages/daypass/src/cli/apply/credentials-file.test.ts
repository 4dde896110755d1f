import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultCredentialsFile, keysInFiles, readProfiles } from './credentials-file.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daypass-keys-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const ACCOUNT = '111122223333'
const KEY = { accessKeyId: 'AKIAQAAAAAAATESTROOT', secretAccessKey: 'secret' }
const files = (writeKeys?: string) =>
  keysInFiles({ credentialsFile: join(folder, 'credentials'), writeKeys: writeKeys && join(folder, writeKeys) })

describe('the keys of other accounts', () => {
  it('are in profiles of a credentials file, as the AWS CLI reads it', () => {
    const text = `# a comment\n[default]\naws_access_key_id=A\n\n[ daypass-${ACCOUNT} ]\r\nAWS_ACCESS_KEY_ID = B\r\naws_secret_access_key= c=d \naws_session_token =t\n`
    expect([...readProfiles(text)]).toEqual([[`daypass-${ACCOUNT}`, { accessKeyId: 'B', secretAccessKey: 'c=d', sessionToken: 't' }]])
    writeFileSync(join(folder, 'credentials'), text)
    expect([files().of(ACCOUNT)?.accessKeyId, files().of('999999999999'), files().keep]).toEqual(['B', undefined, undefined])
    expect([defaultCredentialsFile({ AWS_SHARED_CREDENTIALS_FILE: '/x' }), defaultCredentialsFile({})]).toEqual([
      '/x',
      expect.stringMatching(/\.aws\/credentials$/),
    ])
  })

  it('are added to the file that is named, which only its owner may read, and what it had stays', () => {
    writeFileSync(join(folder, 'keys'), '[mine]\nx = y', { mode: 0o600 })
    const keys = files('keys')
    keys.tryKeeping?.()
    expect(keys.keepProblem?.(ACCOUNT)).toBeUndefined()
    keys.keep?.(ACCOUNT, KEY)
    expect(readFileSync(join(folder, 'keys'), 'utf8')).toBe(
      `[mine]\nx = y\n[daypass-${ACCOUNT}]\naws_access_key_id = ${KEY.accessKeyId}\naws_secret_access_key = secret\n`,
    )
    expect(statSync(join(folder, 'keys')).mode & 0o777).toBe(0o600)
    expect(keys.of(ACCOUNT)).toMatchObject(KEY)
    expect(files('keys').keepProblem?.(ACCOUNT)).toContain('perhaps of another server')
  })

  it('go to no file that others may read, no link, and no folder', () => {
    writeFileSync(join(folder, 'open'), '')
    chmodSync(join(folder, 'open'), 0o644)
    symlinkSync(join(folder, 'open'), join(folder, 'link'))
    expect(() => files('open')).toThrow('can be read by others')
    expect(() => files('link')).toThrow('is a symbolic link')
    expect(() => keysInFiles({ credentialsFile: join(folder, 'credentials'), writeKeys: folder })).toThrow('is not a regular file')
    expect(() => keysInFiles({ credentialsFile: folder, writeKeys: undefined })).toThrow('The credentials file cannot be read')
  })
})
