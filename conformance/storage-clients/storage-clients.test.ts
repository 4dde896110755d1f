// Owns: programs that keep files in S3 as people run them: rclone, s3cmd and restic, with the session of a role that is limited to a prefix. Inside it they
// put, list, get, sync and delete, in parts too; outside it nothing happens.
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanEnvironment, keyVariables, scratchFolder, without } from '../clean-environment.js'
import { runProgram } from '../run-program.js'
import { Bucket, keysBelow, OUTSIDE, outside, type SharedBucket, startSharedBucket } from './limited-role.js'

/** More than two parts of five megabytes. */
const BIG = randomBytes(12_000_000)
const TREE = ['a', 'big', 'sub/b c+ü']

const scratch = scratchFolder()
const at = (name: string): string => join(scratch.path, name)
let shared: SharedBucket

beforeAll(async () => {
  shared = await startSharedBucket()
  mkdirSync(at('tree/sub'), { recursive: true })
  writeFileSync(at('tree/a'), 'a\n')
  writeFileSync(at('tree/sub/b c+ü'), 'b\n')
  writeFileSync(at('tree/big'), BIG)
})
afterAll(async () => {
  await shared.server.close()
  scratch.remove()
})

describe.skipIf(without('rclone'))('rclone', () => {
  const rclone = (...args: string[]) =>
    runProgram(
      '/usr/bin/rclone',
      [...'--s3-no-check-bucket --s3-chunk-size 5M --s3-upload-cutoff 5M --retries 1 --low-level-retries 1'.split(' '), ...args],
      cleanEnvironment({
        ...keyVariables(shared.sessions.team),
        HOME: scratch.path,
        RCLONE_CONFIG: '/dev/null',
        RCLONE_CONFIG_D_TYPE: 's3',
        RCLONE_CONFIG_D_PROVIDER: 'Other',
        RCLONE_CONFIG_D_ENDPOINT: shared.server.endpoint,
        RCLONE_CONFIG_D_ENV_AUTH: 'true',
        RCLONE_CONFIG_D_REGION: 'us-east-1',
        RCLONE_CONFIG_D_FORCE_PATH_STYLE: 'true',
      }),
    )

  it('syncs a folder into its prefix, the second time nothing, and gets it back', async () => {
    expect(await rclone('sync', at('tree'), `d:${Bucket}/team/rclone`)).toMatchObject({ code: 0 })
    expect(await keysBelow(shared, 'team/rclone/')).toEqual(TREE)
    expect((await rclone('check', at('tree'), `d:${Bucket}/team/rclone`)).stderr).toContain('3 matching files')
    expect((await rclone('sync', '-v', at('tree'), `d:${Bucket}/team/rclone`)).stderr).not.toContain('Copied')
    expect(await rclone('copyto', `d:${Bucket}/team/rclone/big`, at('rclone-back'))).toMatchObject({ code: 0 })
    expect(readFileSync(at('rclone-back')).equals(BIG)).toBe(true)
    expect(await rclone('purge', `d:${Bucket}/team/rclone`)).toMatchObject({ code: 0 })
    expect(await keysBelow(shared, 'team/rclone/')).toEqual([])
  })

  it.each([
    ['copyto', () => [at('tree/a'), `d:${Bucket}/other/x`]],
    ['cat', () => [`d:${Bucket}/other/secret.txt`]],
    ['lsf', () => [`d:${Bucket}/other`]],
    ['deletefile', () => [`d:${Bucket}/other/secret.txt`]],
  ])('%s does nothing outside of it', async (command, args) => {
    const { code, stdout, stderr } = await rclone(command, ...args())
    expect([code === 0, stdout]).toEqual([false, ''])
    // What it may not look at does not exist for rclone.
    expect(stderr).toMatch(/AccessDenied|Forbidden|doesn't exist/)
    expect(await outside(shared)).toEqual(OUTSIDE)
  })
})

describe.skipIf(without('s3cmd'))('s3cmd', () => {
  function s3cmd(...args: string[]) {
    const { accessKeyId, secretAccessKey, sessionToken } = shared.sessions.team
    const host = shared.server.endpoint.slice('http://'.length)
    writeFileSync(at('s3cmd.cfg'), '')
    const own = [`--access_key=${accessKeyId}`, `--secret_key=${secretAccessKey}`, `--access_token=${sessionToken}`]
    const where = ['-c', at('s3cmd.cfg'), `--host=${host}`, `--host-bucket=${host}`, '--no-ssl', '--region=us-east-1']
    const how = ['--multipart-chunk-size-mb=5', '--no-progress']
    return runProgram('/usr/bin/s3cmd', [...where, ...own, ...how, ...args], cleanEnvironment({ HOME: scratch.path }))
  }

  it('puts, lists, syncs, gets and deletes in its prefix', async () => {
    expect(await s3cmd('put', at('tree/big'), `s3://${Bucket}/team/s3cmd/big`)).toMatchObject({ code: 0 })
    expect((await s3cmd('ls', `s3://${Bucket}/team/s3cmd/`)).stdout).toContain(`12000000  s3://${Bucket}/team/s3cmd/big`)
    expect(await s3cmd('get', '--force', `s3://${Bucket}/team/s3cmd/big`, at('s3cmd-back'))).toMatchObject({ code: 0 })
    expect(readFileSync(at('s3cmd-back')).equals(BIG)).toBe(true)
    expect((await s3cmd('sync', `${at('tree')}/`, `s3://${Bucket}/team/s3cmd/tree/`)).stdout).toContain('Uploaded')
    expect(await keysBelow(shared, 'team/s3cmd/tree/')).toEqual(TREE)
    expect((await s3cmd('sync', `${at('tree')}/`, `s3://${Bucket}/team/s3cmd/tree/`)).stdout).not.toContain('upload')
    expect(await s3cmd('del', '--recursive', '--force', `s3://${Bucket}/team/s3cmd/`)).toMatchObject({ code: 0 })
    expect(await keysBelow(shared, 'team/s3cmd/')).toEqual([])
  })

  it.each([
    ['put', () => [at('tree/a'), `s3://${Bucket}/other/x`]],
    ['ls', () => [`s3://${Bucket}/other/`]],
    ['get', () => ['--force', `s3://${Bucket}/other/secret.txt`, at('stolen')]],
    ['del', () => [`s3://${Bucket}/other/secret.txt`]],
  ])('%s does nothing outside of it', async (command, args) => {
    const { code, stderr } = await s3cmd(command, ...args())
    expect(code).toBe(77)
    expect(stderr).toContain('403')
    expect(await outside(shared)).toEqual(OUTSIDE)
  })
})

describe.skipIf(without('restic'))('restic', () => {
  const restic = (place: string, ...args: string[]) =>
    runProgram(
      '/usr/bin/restic',
      ['--no-cache', '-r', `s3:${shared.server.endpoint}/${Bucket}/${place}`, ...args],
      cleanEnvironment({ ...keyVariables(shared.sessions.backup), HOME: scratch.path, RESTIC_PASSWORD: 'only here' }),
    )

  it('keeps a backup in its prefix, checks it and restores it', async () => {
    for (const command of [['init'], ['backup', at('tree')], ['check', '--read-data'], ['restore', 'latest', '--target', at('out')]])
      expect(await restic('team/restic', ...command), command[0]).toMatchObject({ code: 0 })
    for (const file of ['a', 'big', 'sub/b c+ü'])
      expect(readFileSync(join(at('out'), at('tree'), file)).equals(readFileSync(at(`tree/${file}`))), file).toBe(true)
  })

  it('makes nothing outside of it', async () => {
    const { code, stderr } = await restic('other/restic', 'init')
    expect(code).toBe(1)
    expect(stderr).toContain('is not authorized to perform: s3:PutObject')
    expect(await outside(shared)).toEqual(OUTSIDE)
  })
})
