// Starts that must fail, and starts that must succeed, each with its own data directory.
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Key, scratchFolder } from '../clean-environment.js'
import { ask, listing, signerOf } from '../requests/bench.js'
import { runDaypass, ServerProcess } from '../server-process.js'
import { errorOf, form, send, signed } from '../signed-request.js'

/** Of account 999999999999; the others have no account (made before key ids contained it). */
const KEY_OF_NINES = 'AKIA6RVFFB77RE7OLMKI'
const OLD_KEY = 'AKIAIOSFODNN7EXAMPLE'
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
const WHOAMI = form('sts', { Action: 'GetCallerIdentity' })

const folder = scratchFolder()
const place = (name: string): string => join(folder.path, name)
const file = (name: string, text: string): string => {
  writeFileSync(place(name), text, { mode: 0o600 })
  return place(name)
}
const credentials = (): string => join(place('data'), 'root-credentials.json')
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8)
const serve = (dataDir: string, flags: readonly string[] = [], environment: Record<string, string> = {}) =>
  runDaypass(['serve', '--data-dir', dataDir, ...(flags.includes('--port') ? [] : ['--port', '0']), ...flags], environment)

/** Serves, creates something, stops; the data stays for the failing starts. */
async function lay(dataDir: string, environment: Record<string, string> = {}): Promise<void> {
  const server = await ServerProcess.start({ dataDir, environment })
  expect(await server.stop()).toBe(0)
}

/** Serves with these flags and calls GetCallerIdentity with `key`. */
async function whoIs(key: (server: ServerProcess) => Key, options: Parameters<typeof ServerProcess.start>[0]): Promise<string> {
  const server = await ServerProcess.start(options)
  try {
    return (await ask(signerOf(server, key(server)), WHOAMI)).text
  } finally {
    expect(await server.stop()).toBe(0)
  }
}

beforeAll(() => lay(place('data')))
afterAll(() => folder.remove())

describe('a start with a wrong setting', () => {
  const anotherKey = randomBytes(32).toString('base64')
  const refusals: [name: string, flags: string[], environment: Record<string, string>, says: RegExp][] = [
    [
      'another account id',
      [],
      { DAYPASS_ACCOUNT_ID: '111122223333' },
      /made for account 000000000000, not 111122223333\. Set DAYPASS_ACCOUNT_ID=000000000000 or/,
    ],
    ['an account id that is not valid', [], { DAYPASS_ACCOUNT_ID: '12' }, /DAYPASS_ACCOUNT_ID must be 12 digits\./],
    [
      'another root key pair',
      [],
      { DAYPASS_ROOT_ACCESS_KEY_ID: OLD_KEY, DAYPASS_ROOT_SECRET_ACCESS_KEY: SECRET },
      /made with another root key pair \(AKIAQAAAAAAA[A-Z2-7]{8}\)\. Give that pair .* or leave both out/,
    ],
    [
      'a root key id without its secret',
      [],
      { DAYPASS_ROOT_ACCESS_KEY_ID: OLD_KEY },
      /Set both DAYPASS_ROOT_ACCESS_KEY_ID and DAYPASS_ROOT_SECRET_ACCESS_KEY, or neither/,
    ],
    [
      'another master key',
      [],
      { DAYPASS_MASTER_KEY: anotherKey },
      /made with another master key, or has got another one since \(keys rotate --master\)\. Give that key with --master-key-file, DAYPASS_MASTER_KEY, /,
    ],
    [
      'a malformed master key',
      [],
      { DAYPASS_MASTER_KEY: 'c2hvcnQ=' },
      /The master key in DAYPASS_MASTER_KEY must be 32 bytes in base64 or hexadecimal/,
    ],
    [
      'a master key file that does not exist',
      ['--master-key-file', '/nonexistent/key'],
      {},
      /The master key file \/nonexistent\/key cannot be read/,
    ],
    ['a master key command that fails', ['--master-key-command', 'exit 3'], {}, /The master key command failed/],
    [
      'two master keys',
      ['--master-key-command', 'echo x'],
      { DAYPASS_MASTER_KEY: anotherKey },
      /The master key is given in more than one way/,
    ],
    [
      'a master key and a file with one',
      [],
      { DAYPASS_MASTER_KEY: anotherKey, DAYPASS_MASTER_KEY_FILE: '/nonexistent/key' },
      /given in more than one way.*DAYPASS_MASTER_KEY_FILE/,
    ],
    [
      'a root key id and a file with one',
      [],
      { DAYPASS_ROOT_ACCESS_KEY_ID: OLD_KEY, DAYPASS_ROOT_ACCESS_KEY_ID_FILE: '/nonexistent/id' },
      /DAYPASS_ROOT_ACCESS_KEY_ID and DAYPASS_ROOT_ACCESS_KEY_ID_FILE are both set/,
    ],
    [
      'an unknown variable',
      [],
      { DAYPASS_DATADIR: '/nonexistent' },
      /Unknown environment variable DAYPASS_DATADIR\. Did you mean DAYPASS_DATA_DIR\?/,
    ],
    ['an unknown flag', ['--prot', '4566'], {}, /unknown option '--prot'[\s\S]*--port/],
    ['an argument too many', ['here'], {}, /too many arguments|excess/i],
    ['a port that is not valid', ['--port', '70000'], {}, /The port must be a number from 0 to 65535, not 70000\./],
    ['an unknown store', ['--store', 'etcd'], {}, /Unknown --store etcd\. Use lmdb, memory or etcd:/],
    [
      'all addresses without TLS',
      ['--host', '0.0.0.0'],
      {},
      /0\.0\.0\.0 is not loopback: give --tls-cert and --tls-key, or set --insecure-http/,
    ],
    ['another address without TLS', ['--host', '::'], {}, /:: is not loopback/],
    ['--dev beyond loopback', ['--host', '0.0.0.0', '--insecure-http', '--dev'], {}, /--dev is for loopback only, not for 0\.0\.0\.0/],
    [
      '--explain-errors beyond loopback',
      ['--host', '0.0.0.0', '--insecure-http', '--explain-errors'],
      {},
      /--explain-errors \(DAYPASS_EXPLAIN_ERRORS\) is for loopback only, not for 0\.0\.0\.0/,
    ],
    [
      'an invalid value for explained errors',
      [],
      { DAYPASS_EXPLAIN_ERRORS: 'yes' },
      /DAYPASS_EXPLAIN_ERRORS must be 1 \(on\) or 0 \(off\)/,
    ],
    ['half of a certificate', ['--tls-cert', '/nonexistent/cert'], {}, /Give both --tls-cert and --tls-key, or neither/],
    [
      'a certificate that does not exist',
      ['--tls-cert', '/nonexistent/cert', '--tls-key', '/nonexistent/key'],
      {},
      /The file of --tls-cert cannot be read/,
    ],
    [
      'a certificate that is cut off',
      ['--tls-cert', '/dev/zero', '--tls-key', '/dev/zero'],
      {},
      /The file of --tls-cert cannot be read: \/dev\/zero is longer than/,
    ],
    [
      'a file that is not a certificate',
      ['--tls-cert', '/proc/version', '--tls-key', '/proc/version'],
      {},
      /\/proc\/version \(--tls-cert\) is not a certificate chain in PEM/,
    ],
    ['no data directory', ['--data-dir', ''], {}, /--data-dir must name a folder\. It is empty\./],
    ['a data directory that cannot be created', ['--data-dir', '/proc/x'], {}, /No folder can be created at \/proc\/x/],
    ['no address', ['--host', ''], {}, /--host must be an address\. It is empty\./],
    [
      'an address of another machine',
      ['--host', '192.0.2.1', '--insecure-http'],
      {},
      /192\.0\.2\.1 is not an address of this machine\. Choose another --host/,
    ],
    [
      'a trusted proxy that is not an address',
      ['--trusted-proxy', 'proxy.example'],
      {},
      /--trusted-proxy: proxy\.example is not an IP address or a range of addresses\. Write it as 10\.0\.0\.1/,
    ],
  ]

  it.each(refusals)('fails: %s', async (_, flags, environment, says) => {
    const { code, stdout, stderr } = await serve(place('data'), flags, environment)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(says)
    expect(stderr).not.toMatch(/\n\s+at /)
    for (const secret of [SECRET, anotherKey]) expect(stderr).not.toContain(secret)
  })

  it('fails: the wrong secret for the right root key', async () => {
    const { accessKeyId } = JSON.parse(readFileSync(join(place('data'), 'root-credentials.json'), 'utf8')) as Key
    const { code, stderr } = await serve(place('data'), [], {
      DAYPASS_ROOT_ACCESS_KEY_ID: accessKeyId,
      DAYPASS_ROOT_SECRET_ACCESS_KEY: SECRET,
    })
    expect([code, stderr]).toEqual([1, expect.stringContaining(`made with another root key pair (${accessKeyId})`)])
  })

  it('fails: a root key of another account, even for new data', async () => {
    const environment = { DAYPASS_ROOT_ACCESS_KEY_ID: KEY_OF_NINES, DAYPASS_ROOT_SECRET_ACCESS_KEY: SECRET }
    const { code, stderr } = await serve(place('never'), [], environment)
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(
        /belongs to account 999999999999.*This installation's account is 000000000000\. Set DAYPASS_ACCOUNT_ID=999999999999/,
      ),
    ])
    expect(existsSync(join(place('never'), 'root-credentials.json'))).toBe(false)
    expect(await whoIs((server) => server.rootKey(), { dataDir: place('never') })).toContain('000000000000:root')
  })

  it('fails: the data exists and its master key is missing; no new one is created', async () => {
    await lay(place('orphan'))
    rmSync(`${place('orphan')}.master-key`)
    const { code, stderr } = await serve(place('orphan'))
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(
        /^daypass: The data in \S+orphan exists, but its master key is missing\. Give it with --master-key-file, .*A new key does not open it\.\n$/,
      ),
    ])
    expect(existsSync(`${place('orphan')}.master-key`)).toBe(false)
  })

  it('fails: new data on a public address without a master key; none is created silently', async () => {
    const { code, stderr } = await serve(place('exposed'), ['--host', '0.0.0.0', '--insecure-http'])
    expect([code, stderr]).toEqual([1, expect.stringContaining('There is no master key, and daypass makes one only on loopback.')])
    expect(existsSync(`${place('exposed')}.master-key`)).toBe(false)
  })

  it('fails, and ends, when the root key was given and the stored one cannot be read', async () => {
    mkdirSync(place('open-key'), { mode: 0o700 })
    writeFileSync(join(place('open-key'), 'root-credentials.json'), '{}', { mode: 0o644 })
    const environment = { DAYPASS_ROOT_ACCESS_KEY_ID: OLD_KEY, DAYPASS_ROOT_SECRET_ACCESS_KEY: SECRET }
    const { code, stderr } = await serve(place('open-key'), ['--store', 'memory'], environment)
    expect([code, stderr]).toEqual([1, expect.stringMatching(/others than its owner can access it \(mode 644\)/)])
    expect(readdirSync(place('open-key'))).toEqual(['root-credentials.json'])
  })

  it('fails: a second server on the data of a running one, under any name of the folder', async () => {
    const server = await ServerProcess.start({ dataDir: place('data') })
    symlinkSync(place('data'), place('alias'))
    writeFileSync(`${place('alias')}.master-key`, readFileSync(`${place('data')}.master-key`))
    for (const name of ['data', 'alias']) {
      const { code, stderr } = await serve(place(name))
      expect([code, stderr]).toEqual([
        1,
        expect.stringContaining(`Another server (process ${server.pid}) is using the data directory ${place(name)}`),
      ])
    }
    await ask(signerOf(server, server.rootKey()), WHOAMI)
    expect(await server.stop()).toBe(0)
  })

  it('fails: the port is in use; no new data is created', async () => {
    const blocker = createServer()
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve))
    const { port } = blocker.address() as { port: number }
    const { code, stderr } = await serve(place('data'), ['--port', String(port)])
    const fresh = await serve(place('unmade'), ['--port', String(port)])
    const monitored = await serve(place('data'), ['--port', '0', '--admin-port', String(port)])
    blocker.close()
    expect([code, stderr]).toEqual([1, expect.stringContaining(`Port ${port} on 127.0.0.1 is in use.`)])
    expect([monitored.code, monitored.stderr]).toEqual([1, expect.stringContaining('or choose another --admin-port.')])
    expect([fresh.code, fresh.stderr, readdirSync(folder.path).filter((name) => name.startsWith('unmade'))]).toEqual([1, stderr, []])
  })

  /** Replaces something in the data with a link; returns what restores it. */
  function link(path: string): () => void {
    renameSync(path, place('moved'))
    symlinkSync(place('moved'), path)
    return () => {
      rmSync(path)
      renameSync(place('moved'), path)
    }
  }
  function setMode(path: string, to: number): () => void {
    const before = statSync(path).mode
    chmodSync(path, to)
    return () => chmodSync(path, before)
  }
  function write(path: string, text: string): () => void {
    const before = readFileSync(path)
    writeFileSync(path, text)
    return () => writeFileSync(path, before)
  }

  it.each<[string, () => () => void, RegExp]>([
    ['the group may write to the data', () => setMode(place('data'), 0o770), /by others than its owner \(mode 770\)\. Run: chmod go-w /],
    ['everyone may write to the data', () => setMode(place('data'), 0o707), /mode 707\)[\s\S]*Or choose a new folder in it as --data-dir/],
    [
      'others may read the root key',
      () => setMode(credentials(), 0o644),
      /holds the root key, and others than its owner can access it .* Run: chmod 600 /,
    ],
    [
      'garbage instead of a root key',
      () => write(credentials(), `{"key": ${SECRET}`),
      /is not a JSON object\. Restore the file, or move it away/,
    ],
    ['a link instead of a root key', () => link(credentials()), /root-credentials\.json is a symbolic link/],
    ['a link instead of a store', () => link(join(place('data'), 'store')), /store is not a folder\. .*a link is not followed/],
    ['a link instead of object files', () => link(join(place('data'), 'objects')), /objects is not a folder\. .*a link is not followed/],
  ])('fails: %s', async (_, spoil, says) => {
    const undo = spoil()
    const { code, stdout, stderr } = await serve(place('data'))
    undo()
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(says)])
    expect(stderr).not.toContain(SECRET.slice(0, 8))
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  it.runIf(process.getuid?.() === 0)('fails: another user owns the data directory', async () => {
    chownSync(place('data'), 12_345, 12_345)
    const { code, stderr } = await serve(place('data'))
    chownSync(place('data'), 0, 0)
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/belongs to another user \(id 12345\), who can change what is in it\. Run: chown 0 /),
    ])
  })

  it('succeeds when others may read the data directory, because secret files have their own modes', async () => {
    chmodSync(place('data'), 0o755)
    expect(await whoIs((server) => server.rootKey(), { dataDir: place('data') })).toContain(':root</Arn>')
    chmodSync(place('data'), 0o700)
  })

  it('writes the process id to a new file, not through an existing link', async () => {
    const target = file('precious', 'kept')
    symlinkSync(target, join(place('data'), 'server.pid'))
    expect(await whoIs((server) => server.rootKey(), { dataDir: place('data') })).toContain(':root</Arn>')
    expect(readFileSync(target, 'utf8')).toBe('kept')
  })

  it('has damaged nothing: the data opens as before', async () => {
    expect(await whoIs((server) => server.rootKey(), { dataDir: place('data') })).toContain('<Arn>arn:aws:iam::000000000000:root</Arn>')
  })
})

describe('what is stored', () => {
  it('can only be read by its owner; the master key is next to the data, not in it', () => {
    expect(mode(place('data'))).toBe('700')
    expect(mode(join(place('data'), 'root-credentials.json'))).toBe('600')
    expect(mode(`${place('data')}.master-key`)).toBe('600')
    for (const entry of readdirSync(place('data'), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      expect([path, mode(path)]).toEqual([path, entry.isDirectory() ? '700' : '600'])
    }
  })
})

describe('a start with valid settings', () => {
  it('accepts a root key and its account, and does not write the secret down', async () => {
    const environment = {
      DAYPASS_ACCOUNT_ID: '999999999999',
      DAYPASS_ROOT_ACCESS_KEY_ID: KEY_OF_NINES,
      DAYPASS_ROOT_SECRET_ACCESS_KEY: SECRET,
    }
    const key = { accessKeyId: KEY_OF_NINES, secretAccessKey: SECRET }
    expect(await whoIs(() => key, { dataDir: place('nines'), environment })).toContain('<Arn>arn:aws:iam::999999999999:root</Arn>')
    expect(existsSync(join(place('nines'), 'root-credentials.json'))).toBe(false)
    expect(await whoIs(() => key, { dataDir: place('nines') })).toContain('999999999999:root')
    const { stdout } = await runDaypass(['env', '--data-dir', place('nines')], environment)
    expect(stdout).toContain(`export AWS_ACCESS_KEY_ID='${KEY_OF_NINES}'`)
  })

  it('says that an installation is new, also when only the address of an earlier server is left', async () => {
    const server = await ServerProcess.start({ dataDir: place('emptied') })
    const says = `  data              a new installation in ${place('emptied')}\n`
    expect(server.stdout).toContain(says)
    server.stdout = ''
    await server.restart()
    expect(server.stdout).not.toContain('a new installation')
    expect(await server.stop()).toBe(0)
    for (const name of ['store', 'objects', 'root-credentials.json']) rmSync(join(place('emptied'), name), { recursive: true })
    expect(readdirSync(place('emptied'))).toEqual(['endpoint', 'server.json'])
    await server.restart()
    expect(server.stdout).toContain(says)
    expect(await server.stop()).toBe(0)
  })

  it('reads the account from the data when only the root key is given again', async () => {
    const environment = { DAYPASS_ROOT_ACCESS_KEY_ID: KEY_OF_NINES, DAYPASS_ROOT_SECRET_ACCESS_KEY: SECRET }
    const key = { accessKeyId: KEY_OF_NINES, secretAccessKey: SECRET }
    expect(await whoIs(() => key, { dataDir: place('nines'), environment })).toContain('999999999999:root')
  })

  it('reads the root key from files', async () => {
    const environment = {
      DAYPASS_ROOT_ACCESS_KEY_ID_FILE: file('root-id', `${OLD_KEY}\n`),
      DAYPASS_ROOT_SECRET_ACCESS_KEY_FILE: file('root-secret', `${SECRET}\n`),
    }
    expect(await whoIs(() => ({ accessKeyId: OLD_KEY, secretAccessKey: SECRET }), { dataDir: place('files'), environment })).toContain(
      ':root</Arn>',
    )
  })

  it('accepts the same master key from the environment, a file, a flag and a command, in base64 and in hexadecimal', async () => {
    const bytes = randomBytes(32)
    const dataDir = place('sealed')
    const base64 = file('master-base64', `${bytes.toString('base64')}\n`)
    const hex = file('master-hex', bytes.toString('hex'))
    const ways = [
      { environment: { DAYPASS_MASTER_KEY: bytes.toString('base64') } },
      { environment: { DAYPASS_MASTER_KEY_FILE: hex } },
      { flags: ['--master-key-file', base64] },
      { flags: ['--master-key-command', `cat ${hex}`] },
    ]
    for (const way of ways) expect(await whoIs((server) => server.rootKey(), { dataDir, ...way })).toContain(':root</Arn>')
    expect(existsSync(`${dataDir}.master-key`)).toBe(false)
  })

  it('says that the address of the server cannot be read', async () => {
    rmSync(join(place('data'), 'endpoint'))
    mkdirSync(join(place('data'), 'endpoint'))
    const { code, stdout, stderr } = await runDaypass(['env', '--data-dir', place('data')])
    rmSync(join(place('data'), 'endpoint'), { recursive: true })
    expect([code, stdout, stderr]).toEqual([
      1,
      expect.stringMatching(/; false\n$/),
      expect.stringMatching(/endpoint is not a regular file\. Move it away, and start/),
    ])
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  it('reads the data directory from the environment', async () => {
    const { code, stdout } = await runDaypass(['env'], { DAYPASS_DATA_DIR: place('data') })
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^export AWS_ACCESS_KEY_ID='AKIAQAAAAAAA/m)])
  })

  it('prints its version', async () => {
    expect(await runDaypass(['version'])).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/), stderr: '' })
  })

  it('with the memory store leaves only the root key, and no object files', async () => {
    const temporary = place('temporary')
    mkdirSync(temporary)
    const options = { dataDir: place('memory'), flags: ['--store', 'memory'], environment: { TMPDIR: temporary } }
    const server = await ServerProcess.start(options)
    const root = signerOf(server, server.rootKey())
    await ask(root, { service: 's3', method: 'PUT', path: '/forgotten' })
    await ask(root, { service: 's3', method: 'PUT', path: '/forgotten/object', body: Buffer.from('gone') })
    expect(await listing(root, 'forgotten')).toEqual(['object 4'])
    expect(await server.stop()).toBe(0)
    expect(readdirSync(temporary)).toEqual([])
    await server.restart()
    const reply = await send(root.endpoint, signed(root, { service: 's3', method: 'GET', path: '/forgotten', query: 'list-type=2' }))
    expect([reply.status, errorOf(reply).code]).toEqual([404, 'NoSuchBucket'])
    expect(await server.stop()).toBe(0)
  })
})
