// @ts-check
// Owns: preparing a fresh clone so that something can run: npm packages, the build, the clients of the conformance tests. Refuses: repeating what is
// done already, so that a second start is fast.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { listFiles, ownRoot } from './reading/source-tree.mjs'

/** @typedef {{ name: string, debian: string, command: string[], wanted: RegExp }} Client */
/** @typedef {{ client: Client, ok: boolean, says: string }} Finding */

/** The versions of the clients in Debian 12; CONFORMANCE_AWSCLI names another version to accept. @type {Client[]} */
export const clients = [
  {
    name: 'awscli',
    debian: 'awscli',
    command: ['/usr/bin/aws', '--version'],
    wanted: startsWith(process.env.CONFORMANCE_AWSCLI ?? 'aws-cli/2.9.19'),
  },
  { name: 'ansible', debian: 'ansible', command: ['/usr/bin/ansible', '--version'], wanted: /^ansible / },
  { name: 'boto3', debian: 'python3-boto3', command: ['/usr/bin/python3', '-c', 'import boto3; print(boto3.__version__)'], wanted: /^\d/ },
  { name: 'chromium', debian: 'chromium', command: ['/usr/bin/chromium', '--version'], wanted: /^Chromium \d/ },
  { name: 'pyjwt', debian: 'python3-jwt', command: ['/usr/bin/python3', '-c', 'import jwt; print(jwt.__version__)'], wanted: /^\d/ },
  {
    name: 'cryptography',
    debian: 'python3-cryptography',
    command: ['/usr/bin/python3', '-c', 'import cryptography; print(cryptography.__version__)'],
    wanted: /^\d/,
  },
  {
    name: 'pytest',
    debian: 'python3-pytest',
    command: ['/usr/bin/python3', '-c', 'import pytest; print(pytest.__version__)'],
    wanted: /^\d/,
  },
  { name: 'etcd', debian: 'etcd-server etcd-client', command: ['/usr/bin/etcd', '--version'], wanted: /^etcd Version: 3\./ },
  // Its package does not bring the headers of the C library along.
  {
    name: 'gcc',
    debian: 'gcc libc6-dev',
    command: ['/bin/sh', '-c', '[ -e /usr/include/stdio.h ] && /usr/bin/gcc --version'],
    wanted: /^gcc /,
  },
  { name: 'strace', debian: 'strace', command: ['/usr/bin/strace', '-V'], wanted: /^strace / },
  { name: 'oathtool', debian: 'oathtool', command: ['/usr/bin/oathtool', '--version'], wanted: /^oathtool/ },
  { name: 'jq', debian: 'jq', command: ['/usr/bin/jq', '--version'], wanted: /^jq-/ },
  { name: 'curl', debian: 'curl', command: ['/usr/bin/curl', '--version'], wanted: /^curl (?:7\.(?:7[5-9]|[89]\d)|[89]|\d\d)/ },
  { name: 'zsh', debian: 'zsh', command: ['/usr/bin/zsh', '--version'], wanted: /^zsh 5/ },
  { name: 'fish', debian: 'fish', command: ['/usr/bin/fish', '--version'], wanted: /^fish, version \d/ },
  { name: 'rclone', debian: 'rclone', command: ['/usr/bin/rclone', 'version'], wanted: /^rclone v1/ },
  { name: 's3cmd', debian: 's3cmd', command: ['/usr/bin/s3cmd', '--version'], wanted: /^s3cmd version/ },
  { name: 'restic', debian: 'restic', command: ['/usr/bin/restic', 'version'], wanted: /^restic \d/ },
  { name: 'zbar', debian: 'zbar-tools', command: ['/usr/bin/zbarimg', '--version'], wanted: /^\d/ },
]

const simpleSaml =
  'is_file("/usr/share/simplesamlphp/www/saml2/idp/SSOService.php") && extension_loaded("dom") && extension_loaded("mbstring")'
/** What only the deep run needs. mini-httpd is there so that Debian does not bring Apache along; nothing starts it. @type {Client[]} */
const deepClients = [
  { name: 'xmlsec1', debian: 'xmlsec1', command: ['/usr/bin/xmlsec1', '--version'], wanted: /^xmlsec1/ },
  {
    name: 'simplesamlphp',
    debian: 'simplesamlphp php-cli php-xml php-mbstring mini-httpd',
    command: ['/usr/bin/php', '-r', `echo ${simpleSaml} ? 'complete' : 'incomplete';`],
    wanted: /^complete$/,
  },
]

/** @param {string} words @returns {RegExp} */
function startsWith(words) {
  return new RegExp(`^${words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?:\\s|$)`)
}

/** Runs a program in the root and shows its output. @param {string} program @param {string[]} args @returns {boolean} */
export function run(program, args) {
  return spawnSync(program, args, { cwd: ownRoot, stdio: 'inherit', shell: process.platform === 'win32' }).status === 0
}

/** @param {string} path */
const modified = (path) => statSync(path).mtimeMs

/** The installed packages according to a lock file: path -> version. @param {string} path @returns {Map<string, string>} */
function lockedVersions(path) {
  /** @type {{ packages: Record<string, { version?: string, optional?: boolean, link?: boolean }> }} */
  const { packages } = JSON.parse(readFileSync(path, 'utf8'))
  const entries = Object.entries(packages).filter(
    ([place, p]) => place.includes('node_modules/') && p.version !== undefined && !p.optional && !p.link,
  )
  return new Map(entries.map(([place, p]) => [place, p.version ?? '']))
}

/** A checkout changes the time of the lock file without changing its contents, so these must be compared. @param {string} root */
export function packagesAreStale(root) {
  const lock = join(root, 'package-lock.json')
  const installed = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(installed)) return true
  if (modified(lock) <= modified(installed)) return false
  const have = lockedVersions(installed)
  return [...lockedVersions(lock)].some(([place, version]) => have.get(place) !== version)
}

/** @param {string} root */
export function buildIsStale(root) {
  return ['packages/policy', 'packages/daypass'].some((folder) => {
    const built = join(root, folder, 'dist/.tsbuildinfo')
    if (!existsSync(built)) return true
    const sources = listFiles(root, `${folder}/src`).filter((p) => !p.endsWith('.test.ts'))
    const inputs = [...sources, `${folder}/tsconfig.json`, 'tsconfig.base.json'].map((p) => join(root, p))
    return inputs.some((path) => modified(path) > modified(built))
  })
}

/** Runs `npm ci` if node_modules is missing or differs from the lock file. @returns {boolean} whether the packages are installed now */
export function ensurePackages() {
  // Without scripts, because the only script of this repository is the build, which follows anyway; native parts are prebuilt.
  return !packagesAreStale(ownRoot) || run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'])
}

/** @returns {boolean} whether dist is up to date now */
export function ensureBuild() {
  return !buildIsStale(ownRoot) || run(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'packages/policy', 'packages/daypass'])
}

/** @param {Client} client @returns {Finding} */
function find(client) {
  const [program = '', ...args] = client.command
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' })
  if (status !== 0)
    return { client, ok: false, says: `${client.name} is missing: apt-get install -y --no-install-recommends ${client.debian}` }
  const version = stdout.trim()
  const ok = client.wanted.test(version)
  return {
    client,
    ok,
    says: ok
      ? ''
      : `${client.name} is '${version.split(' ')[0]}', not the version the tests were written against (${client.wanted.source})`,
  }
}

/** @param {string} program */
function onPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** Checks the clients and installs the missing ones if possible. @param {boolean} [isDeep] @returns {Finding[]} those that are still not usable */
export function ensureClients(isDeep = false) {
  const wanted = isDeep ? [...clients, ...deepClients] : clients
  const missing = wanted.map(find).filter((f) => !f.ok)
  const mayInstall = process.getuid?.() === 0 && onPath('apt-get')
  if (missing.length === 0 || !mayInstall) return missing
  const quiet = ['-y', '-q', '--no-install-recommends']
  if (run('apt-get', ['update', '-q'])) run('apt-get', ['install', ...quiet, ...missing.flatMap((f) => f.client.debian.split(' '))])
  return wanted.map(find).filter((f) => !f.ok)
}
