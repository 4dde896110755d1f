// document: the format of what is applied and exported: its shape, as one table from which both the check and the JSON Schema are made; how a text is
// read, with the place of every fault. It owns what a document may say. It knows no server, and reads no state.

/** What a place of a document may hold. */
export type DocumentShape =
  | {
      readonly kind: 'object'
      readonly about: string
      readonly properties: Readonly<Record<string, DocumentShape>>
      readonly required?: readonly string[]
    }
  | {
      readonly kind: 'map'
      readonly about: string
      readonly keys: TextShape
      readonly of: DocumentShape
      readonly most?: number
      readonly ignoresCase?: true
      /** What one looks like, for whoever writes something else. */
      readonly example?: string
    }
  | { readonly kind: 'list'; readonly about: string; readonly of: DocumentShape; readonly isSet?: true; readonly most?: number }
  | { readonly kind: 'number'; readonly about: string; readonly least: number; readonly most: number }
  | { readonly kind: 'flag'; readonly about: string }
  | { readonly kind: 'choice'; readonly about: string; readonly of: readonly string[] }
  | { readonly kind: 'policy'; readonly about: string; readonly policy: DocumentPolicy }
  | { readonly kind: 'named'; readonly name: string; readonly shape: () => DocumentShape }
  | TextShape

/** Text. */
export interface TextShape {
  readonly kind: 'text'
  readonly about: string
  /** What it must be, after "must be". */
  readonly must: string
  /** The whole text. JSON Schema has the same expressions. */
  readonly pattern?: string
  readonly least?: number
  readonly most?: number
}

/** What a policy document is for. */
export type DocumentPolicy = 'identity' | 'trust' | 'scp' | 'rcp'

/** The kinds of things of which a document names many: an empty value is one with nothing said about it. */
export const mayBeEmpty = (shape: DocumentShape): boolean =>
  shape.kind === 'map' || (shape.kind === 'object' && shape.required === undefined)
