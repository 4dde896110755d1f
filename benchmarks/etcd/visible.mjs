// Owns: how soon a commit of one node is visible at another. Both nodes are in this process, over one etcd, so that one clock measures; commits come one after
// another, and under load of other commits. `npm run bench:etcd:visible` builds first and starts this. `--check`: exit status 1 when the target is missed.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openMirror, startEtcd } from './start-etcd.mjs'

const COMMITS = 2_000
/** Others that commit at the same time, in the second part. */
const BUSY = 8
/** Milliseconds, 99 of 100. */
const MOST = 20

const quantile = (values, share) => [...values].sort((one, other) => one - other)[Math.floor(share * (values.length - 1))]

/** Commits at `writer`, and waits until `reader` has it. Milliseconds since the commit began, and since it was acknowledged (0 where the reader was first). */
async function once(writer, reader, key) {
  const began = performance.now()
  const seen = new Promise((resolve) => {
    const look = () => {
      const view = reader.view()
      const isThere = view.get(key) !== undefined
      view.release()
      if (isThere) resolve(performance.now())
      else setImmediate(look)
    }
    look()
  })
  await writer.commit({ expect: [{ key, modRevision: 0 }], put: [{ key, value: Buffer.from('x') }], del: [] })
  const acknowledged = performance.now()
  const at = await seen
  return { whole: at - began, after: Math.max(0, at - acknowledged) }
}

const folder = mkdtempSync(join(tmpdir(), 'daypass-bench-etcd-'))
const etcd = await startEtcd(folder)
try {
  const [writer, reader] = [await openMirror(etcd.endpoint), await openMirror(etcd.endpoint)]
  let isMissed = false
  for (const busy of [0, BUSY]) {
    let isOver = false
    const others = Array.from({ length: busy }, async (_, one) => {
      for (let at = 0; !isOver; at++)
        await writer.commit({ expect: [], put: [{ key: `other/${one}`, value: Buffer.from(String(at)) }], del: [] })
    })
    const took = []
    for (let at = 0; at < COMMITS; at++) took.push(await once(writer, reader, `seen/${busy}/${at}`))
    isOver = true
    await Promise.all(others)
    for (const what of ['whole', 'after']) {
      const values = took.map((one) => one[what])
      const shown = [0.5, 0.99, 1].map((share) => quantile(values, share).toFixed(2))
      console.log(
        `${busy} others, ${what === 'whole' ? 'since the commit began' : 'since its acknowledgement'}: p50 ${shown[0]} ms, p99 ${shown[1]} ms, most ${shown[2]} ms`,
      )
      if (what === 'after' && quantile(values, 0.99) > MOST) isMissed = true
    }
  }
  if (isMissed) console.log(`MISS  visible since the acknowledgement, p99: at most ${MOST} ms`)
  if (isMissed && process.argv.includes('--check')) process.exitCode = 1
  await Promise.all([writer, reader].map((store) => store.close()))
} finally {
  await etcd.stop()
  rmSync(folder, { recursive: true, force: true })
}
