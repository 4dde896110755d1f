// wire turns requests into values and values into responses, as the published API models define them: the query protocol of STS and IAM, the
// rest-xml protocol of S3, the rest-json protocol of Account Management, awsJson and ec2 of future services, the constraint errors, the error
// envelopes. It owns the format of messages and nothing behind it. It rejects what could be read in two ways: a bad escape, a parameter given twice,
// an XML document type. A rejection is a WireProblem. It knows no other folder: it imports nothing from daypass, reads no clock, keeps no state
// except the models, and reads the disk only for these.
import { readFileSync } from 'node:fs'
import { linkModel, type RawModel, type RawOverlay } from './link-model.js'
import type { ErrorShape, ServiceModel } from './service-model.js'

export type {
  ErrorShape,
  Member,
  OperationModel,
  OtherOperation,
  OutputRoot,
  ServiceModel,
  Shape,
  ShapeType,
  TimestampFormat,
} from './service-model.js'

const folder = new URL('../../models/', import.meta.url)
const loaded = new Map<string, ServiceModel>()

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as T
}

/**
 * The model of a service, read from the package's `models` folder on the first call and kept. Throws if the files are missing or refer to shapes that
 * they do not contain: then the installation is broken.
 */
export function loadModel(service: string): ServiceModel {
  const known = loaded.get(service)
  if (known) return known
  const model = linkModel(readJson<RawModel>(`${service}.json`), readJson<RawOverlay>(`${service}.overlay.json`))
  loaded.set(service, model)
  return model
}

/**
 * The wire form of an error code: the operation's own error with that code, otherwise the overlay's. Undefined if neither lists it: answering with it
 * is then a defect. The operation is undefined if it is not known yet.
 */
export function errorOf(model: ServiceModel, operation: string | undefined, code: string): ErrorShape | undefined {
  const own = operation === undefined ? undefined : model.operations.get(operation)?.errors.get(code)
  return own ?? model.errors.get(code)
}
