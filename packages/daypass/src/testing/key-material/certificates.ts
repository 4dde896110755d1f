/**
 * key-material: keys and certificates that tests upload. Owns only test data; refuses any that something trusts. The certificates are those of
 * vectors/certificates, which says what each is.
 */
import { readFileSync } from 'node:fs'

const read = (name: string): string => readFileSync(new URL(`../../../../../vectors/certificates/${name}.pem`, import.meta.url), 'utf8')

/** The certificates, and the private key of `server`, `expired` and `early`. */
export const PEM = {
  root: read('root'),
  intermediate: read('intermediate'),
  impostor: read('impostor'),
  server: read('server'),
  expired: read('expired'),
  early: read('early'),
  key: read('server-key'),
}
