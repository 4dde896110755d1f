// The identity provider SimpleSAMLphp of Debian, in PHP's own server, with a configuration of its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cleanEnvironment, scratchFolder } from '../clean-environment.js'
import { freePort } from '../free-port.js'
import { CERTIFICATE, DECRYPTION_CERTIFICATE, KEY, RECIPIENT } from './samlp-provider.js'

const SERVICE = 'urn:amazon:webservices'
const AWS = 'https://aws.amazon.com/SAML/Attributes/'

/** A running identity provider, with one user for each kind of service. */
export interface SimpleSaml {
  readonly entityId: string
  readonly metadata: string
  /** Signs the user in for a service, and returns what the browser would send on. */
  readonly login: (service: string) => Promise<string>
  readonly close: () => Promise<unknown>
}

const php = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(php).join(', ')}]`
  if (typeof value === 'object' && value !== null)
    return `[${Object.entries(value)
      .map(([key, one]) => `${php(key)} => ${php(one)}`)
      .join(', ')}]`
  return typeof value === 'string' ? `'${value}'` : String(value)
}

/** Writes the configuration. `services` are settings of services, by what they are called here. */
function configure(folder: string, base: string, { role, services }: { role: string; services: Readonly<Record<string, object>> }): string {
  const file = (path: string, text: string) => writeFileSync(join(folder, path), text)
  const php7 = (path: string, text: string) => file(path, `<?php\n${text}\n`)
  for (const name of ['cert', 'metadata', 'log', 'data', 'tmp']) mkdirSync(join(folder, name))
  file('cert/idp.crt', CERTIFICATE)
  file('cert/idp.pem', KEY)
  file('cert/sp.crt', DECRYPTION_CERTIFICATE)
  const entityId = 'urn:simplesamlphp.example'
  const config = {
    ...{
      baseurlpath: `${base}/`,
      certdir: `${folder}/cert/`,
      loggingdir: `${folder}/log/`,
      datadir: `${folder}/data/`,
      tempdir: `${folder}/tmp`,
    },
    ...{
      metadatadir: `${folder}/metadata/`,
      secretsalt: 'a salt of a test',
      'auth.adminpassword': 'not the default',
      'enable.saml20-idp': true,
    },
    ...{
      technicalcontact_email: 'na@example.org',
      'logging.handler': 'file',
      'session.phpsession.savepath': `${folder}/tmp`,
      'store.type': 'phpsession',
    },
    ...{ 'module.enable': { exampleauth: true, core: true, saml: true }, 'metadata.sources': [{ type: 'flatfile' }], timezone: 'UTC' },
    'session.cookie.secure': false,
  }
  php7('config.php', `$config = ${php(config)};`)
  const ann = { uid: ['ann'], [`${AWS}Role`]: [role], [`${AWS}RoleSessionName`]: ['ann'] }
  php7('authsources.php', `$config = ${php({ users: { '0': 'exampleauth:UserPass', 'ann:secret': ann } }).replace("'0' =>", '0 =>')};`)
  const idp = {
    ...{ host: '__DEFAULT__', privatekey: 'idp.pem', certificate: 'idp.crt', auth: 'users' },
    ...{
      'signature.algorithm': 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
      'attributes.NameFormat': 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri',
    },
    authproc: { 3: { class: 'saml:AttributeNameID', attribute: 'uid', Format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent' } },
  }
  php7('metadata/saml20-idp-hosted.php', `$metadata[${php(entityId)}] = ${php(idp)};`)
  const sps = Object.entries(services).map(([name, settings]) => {
    const common = {
      AssertionConsumerService: RECIPIENT,
      NameIDFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
      certificate: 'sp.crt',
    }
    return `$metadata[${php(name === 'aws' ? SERVICE : `${SERVICE}:${name}`)}] = ${php({ ...common, audience: [RECIPIENT], ...settings })};`
  })
  php7('metadata/saml20-sp-remote.php', sps.join('\n'))
  return entityId
}

/** What a browser does: cookies, redirects. */
function browser(base: string) {
  const cookies = new Map<string, string>()
  return async function open(url: string, body?: URLSearchParams): Promise<{ readonly url: string; readonly text: string }> {
    const headers = { Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
    const answer = await fetch(new URL(url, base), { method: body ? 'POST' : 'GET', headers, redirect: 'manual', ...(body && { body }) })
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      cookies.set(name, value)
    }
    const to = answer.headers.get('location')
    return to === null ? { url, text: await answer.text() } : open(to)
  }
}

const unescaped = (text: string): string => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#039;', "'")

async function untilReady(base: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200 && server.exitCode === null; tries++) {
    const answer = await fetch(`${base}/`, { redirect: 'manual' }).catch(() => undefined)
    if (answer !== undefined) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('php did not start')
}

/** Starts SimpleSAMLphp. */
export async function startSimpleSaml(role: string, services: Readonly<Record<string, object>>): Promise<SimpleSaml> {
  const folder = scratchFolder()
  const base = `http://127.0.0.1:${await freePort()}`
  const entityId = configure(folder.path, base, { role, services })
  const env = cleanEnvironment({ SIMPLESAMLPHP_CONFIG_DIR: folder.path })
  const server = spawn('/usr/bin/php', ['-S', base.slice('http://'.length), '-t', '/usr/share/simplesamlphp/www'], { env, stdio: 'ignore' })
  await untilReady(base, server)
  return {
    entityId,
    metadata: (await browser(base)(`${base}/saml2/idp/metadata.php`)).text,
    async login(service) {
      const open = browser(base)
      const name = service === 'aws' ? SERVICE : `${SERVICE}:${service}`
      const form = await open(`${base}/saml2/idp/SSOService.php?spentityid=${encodeURIComponent(name)}`)
      const [, state = ''] = /name="AuthState" value="([^"]+)"/.exec(form.text) ?? []
      const done = await open(form.url, new URLSearchParams({ username: 'ann', password: 'secret', AuthState: unescaped(state) }))
      const [, value] = /name="SAMLResponse" value="([^"]+)"/.exec(done.text) ?? []
      if (value === undefined)
        throw new Error(`SimpleSAMLphp did not sign anybody in: ${done.text.replace(/<[^>]*>|\s+/g, ' ').slice(0, 2_000)}`)
      return value
    },
    async close() {
      const ended = new Promise((resolve) => server.once('exit', resolve))
      server.kill()
      await ended
      folder.remove()
    },
  }
}
