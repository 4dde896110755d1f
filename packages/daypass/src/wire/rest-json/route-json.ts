import type { ServiceModel } from '../service-model.js'

/** The operation of a method and path, ours or not; undefined when there is none. Paths with labels are not built, and match nothing. */
export function routeJson(model: ServiceModel, method: string, path: string): string | undefined {
  for (const operation of [...model.operations.values(), ...model.otherOperations.values()])
    if (operation.method === method && operation.requestUri === path && !path.includes('{')) return operation.name
  return undefined
}
