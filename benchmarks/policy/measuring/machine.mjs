// Owns: what is worth knowing of the machine a figure comes from. Refuses: names, paths, anything else that tells which machine it was.
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** @param {string} name a package of this benchmark */
function versionOf(name) {
  return JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version
}

export function machine() {
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}`,
    cedar: versionOf('@cedar-policy/cedar-wasm'),
    casbin: versionOf('casbin'),
  }
}
