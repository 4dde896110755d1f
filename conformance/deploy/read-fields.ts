/**
 * The fields of a value that `read` does not look at. The schemas of Kubernetes as a library has them refuse a wrong type, and let unknown fields pass: what
 * no schema reads does not exist.
 */
export function unreadFields(value: object, read: (value: object) => void): string[] {
  const seen = new Set<string>()
  read(watched(value, '', seen) as object)
  return leavesOf(value, '').filter((path) => !seen.has(path))
}

function watched(value: unknown, path: string, seen: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value
  return new Proxy(value, {
    get(target, name) {
      const held = Reflect.get(target, name)
      if (typeof name === 'symbol' || typeof held === 'function') return held
      const at = `${path}/${name}`
      seen.add(at)
      return watched(held, at, seen)
    },
  })
}

const leavesOf = (value: unknown, path: string): string[] =>
  typeof value !== 'object' || value === null
    ? [path]
    : [...(path === '' ? [] : [path]), ...Object.entries(value).flatMap(([name, held]) => leavesOf(held, `${path}/${name}`))]
