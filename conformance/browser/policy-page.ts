// The page that runs @daypass/policy in a browser: the files it is served, and the result in a real browser.
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cleanEnvironment, scratchFolder } from '../clean-environment.js'
import { runProgram } from '../run-program.js'

/** The one that Debian packages. */
export const CHROMIUM = '/usr/bin/chromium'
const HERE = fileURLToPath(new URL('.', import.meta.url))
const BUILD = fileURLToPath(new URL('../../packages/policy/dist', import.meta.url))

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
}

/** Only scripts of this server, and no eval: the package must work with that. */
const HEADERS = { 'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:" }

/** The page over some cases of the vectors, on a free port of this machine. */
export class PolicyPage implements AsyncDisposable {
  readonly #server: Server
  /** The address of the page. */
  readonly url: string

  private constructor(server: Server) {
    this.#server = server
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  }

  /** Serves the build, and only the files that were listed before the first request. */
  static async serve(cases: readonly unknown[]): Promise<PolicyPage> {
    const files = pageFiles(cases)
    const server = createServer(({ url = '' }, response) => {
      const name = url === '/' ? '/policy-page.html' : url
      const body = files.get(name)
      const type = TYPES[extname(name)] ?? 'text/plain'
      response.writeHead(body === undefined ? 404 : 200, { ...HEADERS, 'content-type': type }).end(body)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new PolicyPage(server)
  }

  /** The document as HTML after its scripts have run. Throws with the output of the browser when it fails. */
  async render(): Promise<string> {
    const scratch = scratchFolder()
    try {
      const args = [...FLAGS, `--user-data-dir=${join(scratch.path, 'profile')}`, '--dump-dom', this.url]
      const { code, stdout, stderr } = await runProgram(CHROMIUM, args, { ...cleanEnvironment(), HOME: scratch.path })
      if (code !== 0) throw new Error(`chromium: ${code}\n${stderr}`)
      return stdout
    } finally {
      scratch.remove()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}

/** Root cannot use the sandbox; only this page is loaded. Virtual time passes only while nothing is fetched. */
export const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync', '--virtual-time-budget=20000'],
]

/** Address -> body. */
function pageFiles(cases: readonly unknown[]): ReadonlyMap<string, string> {
  if (!existsSync(join(BUILD, 'index.js'))) throw new Error('@daypass/policy is not built: npm run build')
  const files = new Map([['/cases.json', JSON.stringify(cases)]])
  for (const name of ['policy-page.html', 'policy-page.css', 'policy-page.mjs'])
    files.set(`/${name}`, readFileSync(join(HERE, name), 'utf8'))
  for (const path of readdirSync(BUILD, { recursive: true, encoding: 'utf8' })) {
    if (path.endsWith('.js')) files.set(`/policy/${path}`, readFileSync(join(BUILD, path), 'utf8'))
  }
  return files
}
