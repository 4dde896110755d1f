// Owns: one large object up and down through a connection, with the memory of the server sampled meanwhile.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { cpuMicros, memory } from '../sts/servers/process.mjs'
import { BUCKET } from './bucket.mjs'
import { signedRequest } from './signed-request.mjs'

const CHUNK = Buffer.alloc(1_048_576, 'one of many equal chunks ')
const SAMPLED_MILLISECONDS = 50

/** Bytes by which the private memory of the server grew at most, and microseconds of its CPU, while `work` ran. */
async function watched(server, work) {
  const before = memory(server.pid).anonymous
  const cpu = cpuMicros(server.pid)
  let most = before
  const sampling = setInterval(() => {
    most = Math.max(most, memory(server.pid).anonymous)
  }, SAMPLED_MILLISECONDS)
  try {
    await work()
  } finally {
    clearInterval(sampling)
  }
  return { grown: most - before, micros: cpuMicros(server.pid) - cpu }
}

/** Sends the head of a request, then `chunks` chunks; returns the first bytes of the answer. */
async function upload(port, head, chunks) {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.write(head)
  for (let sent = 0; sent < chunks; sent++) if (!socket.write(CHUNK)) await once(socket, 'drain')
  const [answer] = await once(socket, 'data')
  socket.destroy()
  if (!answer.toString('latin1').startsWith('HTTP/1.1 200')) throw new Error(answer.toString('latin1'))
}

/** Downloads an object of `size` bytes, and returns the SHA-256 of its bytes. */
async function download(port, request, size) {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.write(request)
  const hash = createHash('sha256')
  let head = Buffer.alloc(0)
  let left = size
  for await (const piece of socket) {
    let bytes = piece
    if (head !== undefined) {
      head = Buffer.concat([head, piece])
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) continue
      bytes = head.subarray(end + 4)
      head = undefined
    }
    hash.update(bytes)
    left -= bytes.length
    if (left <= 0) break
  }
  socket.destroy()
  if (left !== 0) throw new Error(`${left} bytes are missing`)
  return hash.digest('hex')
}

/** An object of `size` bytes, whole mebibytes, up and down. @param {{ server: import('../sts/servers/process.mjs').Server, key: object }} by */
export async function transfer({ server, key }, size) {
  const chunks = size / CHUNK.length
  const hash = createHash('sha256')
  for (let hashed = 0; hashed < chunks; hashed++) hash.update(CHUNK)
  const payloadHash = hash.digest('hex')
  const { port } = server
  const path = `/${BUCKET}/large`
  const head = signedRequest(key, { method: 'PUT', port, path, payloadHash, length: size })
  const up = await watched(server, () => upload(port, head, chunks))
  let got = ''
  const down = await watched(server, async () => {
    got = await download(port, signedRequest(key, { method: 'GET', port, path }), size)
  })
  if (got !== payloadHash) throw new Error('the object that came back is another one')
  return { size, up, down }
}
