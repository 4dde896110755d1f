// A separate process for the tests of damaged files: node open-damaged.fixture.mjs <folder of the compiled store>. Each line of its input is a data
// directory; it opens the store there, reads everything, writes and deletes, and reports how that ended. If a signal ends it, it reports nothing.
import { createInterface } from 'node:readline'

const { openLmdbStore } = await import(`${process.argv[2]}/lmdb/lmdb-store.js`)

async function use(directory) {
  const store = await openLmdbStore({ directory })
  try {
    const keys = []
    for (let start = ''; start !== undefined; ) {
      const page = await store.range({ start, end: '', limit: 500 })
      for (const { key, value } of page.entries) keys.push([key, value.length])
      start = page.next
    }
    for (let i = 0; i < 6; i++) {
      const put = [{ key: `new/${i}`, value: new Uint8Array(i * 700) }]
      await store.commit({ expect: [], put, del: keys[i * 7] ? [keys[i * 7][0]] : [] })
    }
    return `${keys.length} read`
  } finally {
    await store.close()
  }
}

for await (const directory of createInterface({ input: process.stdin })) {
  const said = await use(directory).catch((error) => `refused: ${error?.code ?? error?.name}`)
  process.stdout.write(`${directory}\t${said}\n`)
}
