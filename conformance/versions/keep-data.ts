import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { EtcdCluster } from '../etcd/etcd-process.js'
import type { About } from '../older-data.js'

/** Whether what the packed server writes in these tests becomes a test vector, in place of what is there of its version. */
const isKept = process.env.KEEP_DATA === 'yes'
const at = (path: string): string => fileURLToPath(new URL(`../../vectors/${path}`, import.meta.url))

/** Where the records and the object files of a cluster are. */
interface EtcdData {
  readonly etcd: EtcdCluster
  readonly prefix: string
  readonly objects: string
}

/** A key of etcd below the prefix; the value in base64 where it is not text. */
interface Kept {
  readonly key: string
  readonly text?: string
  readonly base64?: string
}

/** Keeps the data directory of a stopped server in `vectors/data-directories`. */
export function keepDirectory(version: string, dataDir: string, about: About): void {
  if (!isKept) return
  const folder = emptied(`data-directories/${version}`)
  cpSync(dataDir, join(folder, 'data'), { recursive: true, filter: (path) => !path.endsWith('lock.mdb') })
  removeEmpty(join(folder, 'data'))
  writeAbout(folder, about)
}

/** Keeps what nodes that are stopped have left in `vectors/stores-in-etcd`. */
export async function keepEtcd(version: string, about: About, { etcd, prefix, objects }: EtcdData): Promise<void> {
  if (!isKept) return
  const folder = emptied(`stores-in-etcd/${version}`)
  const range = { key: base64(`${prefix}/`), range_end: base64(`${prefix}0`) }
  const { kvs } = (await gateway(etcd, 'range', range)) as { kvs: readonly { key: string; value: string }[] }
  const kept = kvs.map(({ key, value }) => ({ key: Buffer.from(key, 'base64').toString().slice(prefix.length), ...asText(value) }))
  writeFileSync(join(folder, 'records.jsonl'), kept.map((one) => `${JSON.stringify(one)}\n`).join(''))
  cpSync(objects, join(folder, 'objects'), { recursive: true })
  removeEmpty(join(folder, 'objects'))
  writeAbout(folder, about)
}

/** Puts what was kept of a cluster into etcd and a folder. Its first key comes first, as a node would have made it. */
export async function loadKept(version: string, { etcd, prefix, objects }: EtcdData): Promise<About> {
  const folder = at(`stores-in-etcd/${version}`)
  const lines = readFileSync(join(folder, 'records.jsonl'), 'utf8').trim().split('\n')
  for (const { key, text, base64: bytes } of lines.map((line) => JSON.parse(line) as Kept))
    await gateway(etcd, 'put', { key: base64(`${prefix}${key}`), value: bytes ?? base64(text ?? '') })
  cpSync(join(folder, 'objects'), objects, { recursive: true })
  chmodSync(objects, 0o700)
  for (const entry of readdirSync(objects, { recursive: true, withFileTypes: true }))
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o700 : 0o600)
  return JSON.parse(readFileSync(join(folder, 'about.json'), 'utf8')) as About
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

function asText(value: string): Omit<Kept, 'key'> {
  const text = Buffer.from(value, 'base64').toString()
  return base64(text) === value ? { text } : { base64: value }
}

/** etcd's own JSON, because values need not be text. */
async function gateway(etcd: EtcdCluster, method: 'range' | 'put', body: object): Promise<unknown> {
  const answer = await fetch(`${etcd.endpoints[0]}/v3/kv/${method}`, { method: 'POST', body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`etcd: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

function emptied(path: string): string {
  const folder = at(path)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}

const writeAbout = (folder: string, about: About): void => writeFileSync(join(folder, 'about.json'), `${JSON.stringify(about, null, 2)}\n`)

/** Git does not keep empty folders. */
function removeEmpty(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) if (entry.isDirectory()) removeEmpty(join(folder, entry.name))
  if (readdirSync(folder).length === 0) rmdirSync(folder)
}
