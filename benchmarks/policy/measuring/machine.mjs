// Owns: what a reader must know about the machine of a figure. Refuses: names, paths, anything else that identifies the machine.
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
