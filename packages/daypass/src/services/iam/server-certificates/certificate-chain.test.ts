import { describe, expect, it } from 'vitest'
import { PEM } from '../../../testing/key-material/certificates.js'
import { requireChain } from './certificate-chain.js'
import { readCertificate } from './certificate-text.js'

const server = readCertificate(PEM.server)
const MESSAGE =
  'Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, followed by any intermediaries in order. The index within the chain of the invalid certificate is: '

/** The refusal of a chain, and how often it let other requests run. */
async function refused(chain: string) {
  let rests = 0
  const rest = async () => {
    rests += 1
  }
  const error = await requireChain(server, chain, { rest }).then(
    () => undefined,
    (thrown: { code: string; message: string }) => ({ code: thrown.code, message: thrown.message }),
  )
  return { error, rests }
}

describe('requireChain', () => {
  it.each([
    ['the signer', PEM.intermediate],
    ['the signer and the root', PEM.intermediate + PEM.root],
    ['the root twice at the end', `\n${PEM.intermediate}\n${PEM.root}\n${PEM.root}`],
  ])('takes %s, and lets other requests run before each signature', async (_what, chain) => {
    expect(await refused(chain)).toEqual({ error: undefined, rests: chain.split('BEGIN').length - 1 })
  })

  it.each([
    ['the certificate itself', PEM.server + PEM.intermediate, -1],
    ['the root before the signer', PEM.root + PEM.intermediate, -1],
    ['a signer of the same name with another key', PEM.impostor + PEM.root, -1],
    ['something after the signer that did not sign it', PEM.intermediate + PEM.server, 0],
    ['something after the root', PEM.intermediate + PEM.root + PEM.intermediate, 1],
    ['nothing', ' \n', 0],
    ['white space that would not fit into a record', PEM.intermediate.replace('\n', '\n'.repeat(450_000)), 0],
    ['text before the signer', `Certificate:\n${PEM.intermediate}`, 0],
    ['text between two', `${PEM.intermediate}Certificate:\n${PEM.root}`, 1],
    ['bytes that make no certificate', `${PEM.intermediate}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`, 1],
    ['more than a hundred', PEM.intermediate + PEM.root.repeat(100), 100],
  ])('refuses %s', async (_what, chain, index) => {
    expect((await refused(chain)).error).toEqual({ code: 'MalformedCertificate', message: MESSAGE + index })
  })
})
