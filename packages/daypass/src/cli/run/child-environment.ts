import { misleadingVariables } from '../env/aws-variables.js'

/** Variables of daypass that hold a secret or lead to one. The others say nothing that a program must not know. */
const SECRETS = /^DAYPASS_(?:ROOT_|MASTER_KEY|ETCD_PASSWORD)/

/**
 * The environment of a program that acts as somebody else than who starts it: everything that could give AWS clients another identity or another server
 * is taken away, then `settings` are added.
 */
export function childEnvironment(environment: NodeJS.ProcessEnv, settings: Readonly<Record<string, string>>): Record<string, string> {
  const away = new Set(misleadingVariables(environment))
  const kept = Object.entries(environment).filter(([name, value]) => value !== undefined && !away.has(name) && !SECRETS.test(name))
  return { ...(Object.fromEntries(kept) as Record<string, string>), ...settings }
}
